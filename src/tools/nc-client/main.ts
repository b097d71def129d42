import { endWithReader } from '../../common/broken-pipe.ts';
import { describeError } from '../../common/errors.ts';
import { createSoapClient, type SoapClient } from '../../runtime/wire/client.ts';
import { ncService } from '../../runtime/wire/contracts/nc/service.ts';
import { remoteCodeOf } from '../../runtime/wire/errors.ts';
import { connection, serviceAddress } from '../test-client.ts';
import { type NcArguments, parseNcArguments, USAGE } from './arguments.ts';
import { PERFORM } from './perform.ts';

endWithReader();
process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
	let args: NcArguments | undefined;
	try {
		args = words.length === 0 ? undefined : parseNcArguments(words);
	} catch (error) {
		process.stderr.write(`NCclient: ${describeError(error)}\n`);
		return 1;
	}

	if (args === undefined) {
		process.stdout.write(USAGE);
		return words.length === 0 ? 1 : 0;
	}

	return perform(args);
}

async function perform(args: NcArguments): Promise<number> {
	const out = (line: string) => void process.stdout.write(`${line}\n`);
	let client: SoapClient<typeof ncService> | undefined;
	try {
		const url = serviceAddress('NCclient', args.node, ncService.path);
		const { installation, ...options } = await connection(url, { signsAs: 'cluster', answers: 'node' });
		client = createSoapClient(ncService, options);
		await PERFORM[args.command]({ client, installation, args, out });
		return 0;
	} catch (error) {
		// 1: the node refused; 2: it could not be asked.
		const operation = `nc${args.command.charAt(0).toUpperCase()}${args.command.slice(1)}`;
		out(`${operation}() failed: error=${remoteCodeOf(error) === undefined ? 2 : 1}`);
		process.stderr.write(`NCclient: ${describeError(error)}\n`);
		if (args.debug && error instanceof Error) {
			process.stderr.write(`${error.stack}\n`);
		}

		return 1;
	} finally {
		client?.close();
	}
}
