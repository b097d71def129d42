import { Command as Commander, CommanderError } from 'commander';
import { abortedBySignals } from '../../common/aborted-by-signals.ts';
import { endWithReader } from '../../common/broken-pipe.ts';
import { describeError, EucaError, messageOf } from '../../common/errors.ts';
import type { Command, CommandContext, CommandOption, ExitCode } from './command.ts';
import { COMMANDS } from './commands.ts';
import { onInterrupt, sayWhenFree } from './questions.ts';

endWithReader();
process.exitCode = await main(process.argv.slice(2), processContext());

/** Parses the words, imports the one command that they name, runs it. */
async function main(words: readonly string[], context: CommandContext): Promise<number> {
	let exitCode: ExitCode = 0;
	const program = new Commander('euca-setup')
		.description('Installs, checks and removes an EC2-compatible private cloud.')
		.helpCommand(false)
		.exitOverride()
		.addHelpText('after', '\nExit status: 0 done, 1 failed, 2 done but there is something to look at.');
	for (const command of COMMANDS) {
		const sub = parentOf(program, command).command(lastWord(command.name)).description(command.summary).exitOverride();
		for (const option of command.options) {
			addOption(sub, option);
		}

		const { words: named } = command;
		if (named !== undefined) {
			sub.argument(named.syntax, named.text);
		}

		sub.action(async (...given: unknown[]) => {
			const { run } = await command.load();
			const options = sub.opts();
			exitCode = await run(named === undefined ? options : { ...options, [named.key]: given[0] }, context);
		});
	}

	try {
		await program.parseAsync(withCommandFirst(words, COMMANDS), { from: 'user' });
		return exitCode;
	} catch (error) {
		if (error instanceof CommanderError) {
			return error.exitCode; // it has said what is wrong
		}

		if (words.includes('--json')) {
			context.out(JSON.stringify(errorMessage(error)));
		}

		context.err(`euca-setup: ${describeError(error)}`);
		return 1;
	}
}

/** In the form of all messages, with what to do next. */
function errorMessage(error: unknown) {
	const { code = 'FAILED', values = {}, next } = error instanceof EucaError ? error : {};
	return { code, level: 'error', fields: values, text: messageOf(error), ...(next === undefined ? {} : { next }) };
}

/** The program itself, or for `rocks front-end` the group `rocks`, made when its first command comes. */
function parentOf(program: Commander, { name }: Command): Commander {
	const [group, rest] = name.split(' ');
	if (group === undefined || rest === undefined) {
		return program;
	}

	const known = program.commands.find((command) => command.name() === group);
	return known ?? program.command(group).description(`what the ${group} roll calls`).helpCommand(false).exitOverride();
}

function lastWord(name: string): string {
	return name.split(' ').at(-1) ?? name;
}

function addOption(command: Commander, option: CommandOption): void {
	if (option.repeat === true) {
		const collect = (value: string, before: readonly string[] = []) => [...before, value];
		command.option(option.flags, `${option.text} (may be repeated)`, collect);
	} else {
		command.option(option.flags, option.text, option.default);
	}
}

/** `euca-setup --probe` is `euca-setup probe`: the first such word becomes the command. */
function withCommandFirst(words: readonly string[], commands: readonly Command[]): string[] {
	if (commands.some(({ name }) => name.split(' ')[0] === words[0])) {
		return [...words];
	}

	const at = words.findIndex((word) => commands.some((c) => c.alsoAsOption === true && word === `--${c.name}`));
	return at < 0 ? [...words] : [String(words[at]).slice(2), ...words.slice(0, at), ...words.slice(at + 1)];
}

function processContext(): CommandContext {
	/** Before it is made signals end the program at once. */
	let interrupted: AbortController | undefined;
	return {
		out: (line) => sayWhenFree(() => process.stdout.write(`${line}\n`)),
		err: (line) => sayWhenFree(() => process.stderr.write(`${line}\n`)),
		isTerminal: process.stderr.isTTY === true,
		columns: process.stdout.isTTY === true ? process.stdout.columns : undefined,
		get signal() {
			interrupted ??= listening();
			return interrupted.signal;
		},
	};
}

/** Who interrupts a long step and sees nothing happen is told why. */
function listening(): AbortController {
	const interrupted = abortedBySignals();
	const tell = () =>
		process.stderr.write('euca-setup: ends after the step that has begun; interrupted again it ends at once\n');
	interrupted.signal.addEventListener('abort', () => setTimeout(tell, 1000).unref());
	onInterrupt(() => interrupted.abort(new Error('ended by SIGINT')));
	return interrupted;
}
