import { Command as Commander, CommanderError } from 'commander';
import { abortedBySignals } from '../../common/aborted-by-signals.ts';
import { endWithReader } from '../../common/broken-pipe.ts';
import { describeError } from '../../common/errors.ts';
import { findInstallation } from '../installation.ts';
import { VERSION } from '../version.ts';
import type { EucaCommand } from './command.ts';
import { COMMANDS } from './commands.ts';
import { manual } from './manual.ts';

endWithReader();
process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
	if (words[0] === '--man') {
		process.stdout.write(manual(COMMANDS, VERSION));
		return 0;
	}

	let exitCode = 0;
	const program = new Commander('euca')
		.description('Images, clusters, users and credentials of a Eucalyptus cloud.')
		.version(VERSION)
		.option('--man', 'print the manual')
		.helpCommand(false)
		.exitOverride();
	for (const command of COMMANDS) {
		addCommand(program, command, (code) => {
			exitCode = code;
		});
	}

	try {
		await program.parseAsync([...words], { from: 'user' });
		return exitCode;
	} catch (error) {
		if (error instanceof CommanderError) {
			return error.exitCode; // it has said what is wrong
		}

		process.stderr.write(`euca: ${describeError(error)}\n`);
		return 1;
	}
}

function addCommand(program: Commander, command: EucaCommand, ended: (exitCode: number) => void): void {
	const sub = program.command(command.name).description(command.summary).exitOverride();
	if (command.operand !== undefined) {
		sub.argument(command.operand);
	}

	for (const { flags, text, required, default: value } of command.options) {
		if (required) {
			sub.requiredOption(flags, text);
		} else {
			sub.option(flags, text, value);
		}
	}

	sub.action(async () => {
		const { run } = await command.load();
		ended(await run(sub.opts(), sub.args, { ...speakers(), installation: await findInstallation() }));
	});
}

function speakers() {
	const interrupted = abortedBySignals();

	let unfinished = false;
	const finishLine = () => {
		if (unfinished) {
			process.stderr.write('\r\u001B[K');
			unfinished = false;
		}
	};
	return {
		signal: interrupted.signal,
		out(line: string) {
			finishLine();
			process.stdout.write(`${line}\n`);
		},
		err(line: string) {
			finishLine();
			process.stderr.write(`${line}\n`);
		},
		progress(line: string) {
			if (process.stderr.isTTY) {
				process.stderr.write(`\r\u001B[K${line}`);
				unfinished = true;
			}
		},
	};
}
