import { join } from 'node:path';
import { endWithReader } from '../../common/broken-pipe.ts';
import { describeError, messageOf } from '../../common/errors.ts';
import { openLog } from '../../common/log.ts';
import { makeDirectories } from '../../common/make-directories.ts';
import { runDaemon } from '../../common/process.ts';
import { simulatorErrors } from './errors.ts';
import { HELP, parseOptions, type SimulatorOptions } from './options.ts';
import { startSimulator } from './start-simulator.ts';

const WRONG_USAGE = 64;

endWithReader();
const options = await readOptions(process.argv.slice(2));
if (options !== undefined) {
	await simulate(options);
}

async function readOptions(words: readonly string[]): Promise<SimulatorOptions | undefined> {
	try {
		const parsed = parseOptions(words);
		if (parsed === undefined) {
			process.stdout.write(HELP);
		} else {
			await checkDirectory(parsed.directory);
		}

		return parsed;
	} catch (error) {
		process.stderr.write(`euca-simulate: ${describeError(error)}\n`);
		process.exitCode = error instanceof Error && 'code' in error && error.code === 'SIMULATOR_OPTION' ? WRONG_USAGE : 1;
		return undefined;
	}
}

async function checkDirectory(directory: string): Promise<void> {
	try {
		await makeDirectories(directory, 0o755);
	} catch (error) {
		throw simulatorErrors('SIMULATOR_DIRECTORY', { directory, problem: messageOf(error) });
	}
}

async function simulate(wanted: SimulatorOptions): Promise<void> {
	const log = openLog({
		program: 'simulator',
		level: 'INFO',
		destination: join(wanted.directory, 'var/log/eucalyptus/simulator.log'),
	});
	await runDaemon({
		name: 'euca-simulate',
		pidFile: join(wanted.directory, 'euca-simulate.pid'),
		log,
		stopTimeoutMs: 5000,
		async start() {
			const simulator = await startSimulator(wanted, log);
			process.stdout.write(`${JSON.stringify(simulator.report)}\n`);
			return simulator;
		},
	});
}
