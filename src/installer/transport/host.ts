import type { RunResult } from '../../common/run.ts';

export interface ExecOptions {
	readonly input?: string | Uint8Array;
	/** Default 30 s. */
	readonly timeoutMs?: number;
	readonly env?: Readonly<Record<string, string>>;
	/** Exit codes that are an answer, not a failure. Default [0]. */
	readonly okCodes?: readonly number[];
}

export interface ScriptOptions {
	/** What the script is for; named in the error. */
	readonly what: string;
	/** Become $1, $2 … of the script: data never becomes part of its text. */
	readonly args?: readonly string[];
	readonly timeoutMs?: number;
	/** Of a host elsewhere: called when the script begins, with how long the host took to start a shell for it. */
	readonly onBegin?: ((ms: number) => void) | undefined;
}

/**
 * One machine, however it is reached. All that the installer can do to a host is here; nothing else opens a connection.
 * Every method throws an error of the catalogue that names the host.
 */
export interface Host {
	readonly name: string;
	exec(argv: readonly string[], options?: ExecOptions): Promise<RunResult>;
	/** Runs a fixed text with /bin/sh in one round trip and returns its standard output. */
	script(text: string, options: ScriptOptions): Promise<string>;
	/** The file's bytes, or undefined if there is none. */
	read(path: string): Promise<Buffer | undefined>;
	/** Beside the target, then renamed: nobody ever sees half a file. */
	write(path: string, data: string | Uint8Array, mode: number): Promise<void>;
	/** Copies a file of this machine there, as `write` does, and compares checksums. */
	upload(localPath: string, path: string, mode: number): Promise<void>;
	/** Adds to the end of a file and flushes it to disk. */
	append(path: string, line: string): Promise<void>;
	close(): Promise<void>;
}
