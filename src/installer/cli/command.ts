import type * as z from 'zod';
import { cliErrors } from './errors.ts';

/** 0: done. 1: failed, nothing more was tried. 2: done, but there is something to look at (warnings, differences). */
export type ExitCode = 0 | 1 | 2;

/** Where a command speaks: results to `out`, everything else to `err`; one call is one line. */
export interface CommandContext {
	readonly out: (line: string) => void;
	readonly err: (line: string) => void;
	/** True if a person watches standard error. */
	readonly isTerminal: boolean;
	/** Of the terminal on standard output; undefined where there is none. */
	readonly columns?: number | undefined;
	/** Aborted by the first SIGINT or SIGTERM. To take it is to promise to end soon then: others are ended by it. */
	readonly signal: AbortSignal;
}

/** What a command's module exports as `run`; options as commander collected them, still to be parsed by the module. */
export type RunCommand = (options: Readonly<Record<string, unknown>>, context: CommandContext) => Promise<ExitCode>;

export interface CommandOption {
	/** As commander writes them: `--site <file>`, `--no-probe`, `-y, --yes`. */
	readonly flags: string;
	readonly text: string;
	/** May be given several times: the module gets an array. */
	readonly repeat?: true;
	readonly default?: string;
}

/** One line of the table of commands. The module is imported only when its command runs: help stays quick. */
export interface Command {
	/** One word, or two where commands form a group: `rocks front-end`. */
	readonly name: string;
	readonly summary: string;
	readonly options: readonly CommandOption[];
	/** Words without a dash, `[hosts...]`: the module gets them under `key`. */
	readonly words?: { readonly syntax: string; readonly text: string; readonly key: string };
	/** Also callable as `euca-setup --name`. */
	readonly alsoAsOption?: true;
	readonly load: () => Promise<{ readonly run: RunCommand }>;
}

/** Parses the options of one command; the error names the option as it is typed. */
export function parseOptions<T extends z.ZodType>(schema: T, options: unknown): z.output<T> {
	const result = schema.safeParse(options);
	if (result.success) {
		return result.data;
	}

	const issue = result.error.issues[0];
	const name = String(issue?.path[0] ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
	throw cliErrors('CLI_OPTION', { option: `--${name}`, problem: issue?.message ?? 'is wrong' });
}
