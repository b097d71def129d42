import type { Installation } from '../installation.ts';

/** Where a command speaks: results to `out`, everything else to `err`; one call is one line. */
export interface EucaContext {
	readonly out: (line: string) => void;
	readonly err: (line: string) => void;
	/** Replaces the last line of this kind on a terminal; silent elsewhere. */
	readonly progress: (line: string) => void;
	/** Aborted by SIGINT and SIGTERM. */
	readonly signal: AbortSignal;
	readonly installation: Installation;
}

/** 0: done; 1: failed; 3: the instance that was tried does not answer. */
export type EucaExitCode = 0 | 1 | 3;

export type RunEuca = (
	/** As collected by commander, still to be parsed by the module. */
	options: Readonly<Record<string, unknown>>,
	operands: readonly string[],
	context: EucaContext,
) => Promise<EucaExitCode>;

export interface EucaOption {
	/** As commander writes them: `--disk-image <file>`. */
	readonly flags: string;
	readonly text: string;
	readonly required?: true;
	readonly default?: string;
}

/** One line of the table of commands; the module is imported only when its command runs. */
export interface EucaCommand {
	readonly name: string;
	/** As commander writes it: `<image>`. */
	readonly operand?: string;
	readonly summary: string;
	/** Paragraphs of the manual. */
	readonly manual: readonly string[];
	readonly options: readonly EucaOption[];
	readonly load: () => Promise<{ readonly run: RunEuca }>;
}
