import { endWithReader } from '../../common/broken-pipe.ts';
import { describeError, EucaError, messageOf } from '../../common/errors.ts';
import { createSoapClient, type SoapClient } from '../../runtime/wire/client.ts';
import { ccService } from '../../runtime/wire/contracts/cc/service.ts';
import { connection, serviceAddress } from '../test-client.ts';
import { COMMANDS } from './commands.ts';

endWithReader();
process.exitCode = await main(process.argv.slice(2));

async function main([where, name, ...args]: readonly string[]): Promise<number> {
	if (where === '-h' || where === '--help') {
		process.stdout.write(usage());
		return 0;
	}

	if (where === undefined || name === undefined) {
		process.stdout.write(usage());
		return 1;
	}

	const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
	if (command === undefined || args.length < command.fewest || args.length > command.most) {
		const problem = command === undefined ? `there is no command ${name}` : `${name} takes: ${command.synopsis}`;
		process.stderr.write(`CCclient_full: ${problem}\n${usage()}`);
		return 1;
	}

	let client: SoapClient<typeof ccService> | undefined;
	try {
		const url = serviceAddress('CCclient_full', where, ccService.path);
		const { installation: _, ...options } = await connection(url, { signsAs: 'cloud', answers: 'cluster' });
		client = createSoapClient(ccService, options);
		await command.perform(client, args, (line) => void process.stdout.write(`${line}\n`));
		return 0;
	} catch (error) {
		process.stdout.write(`operation fault '${reasonOf(error)}'\ncc_${name}() failed\n`);
		process.stderr.write(`CCclient_full: ${describeError(error)}\n`);
		return 1;
	} finally {
		client?.close();
	}
}

/** What the service itself said, if it did. */
function reasonOf(error: unknown): string {
	const reason = error instanceof EucaError ? error.values['reason'] : undefined;
	return typeof reason === 'string' ? reason : messageOf(error);
}

function usage(): string {
	const lines = Object.entries(COMMANDS).map(([name, { synopsis }]) => `  ${name} ${synopsis}`.trimEnd());
	return [
		'CCclient_full <host:port> <command> [args]',
		'Asks one cluster controller. The key of the cloud controller signs, so this runs as root on its host;',
		'EUCALYPTUS names the installation. Exit status 0 exactly on success. Commands:',
		...lines,
		'',
	].join('\n');
}
