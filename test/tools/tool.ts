import { join } from 'node:path';
import { type RunResult, run } from '../../src/common/run.ts';

const bin = join(import.meta.dirname, '../../bin');

/** Runs a tool of the checkout on an installation; any exit status is an answer. */
export function tool(name: string, eucalyptus: string, ...args: readonly string[]): Promise<RunResult> {
	const okCodes = Array.from({ length: 256 }, (_, code) => code);
	return run(join(bin, name), args, { env: { EUCALYPTUS: eucalyptus }, okCodes, timeoutMs: 110_000 });
}

export const lines = ({ stdout }: RunResult): string[] => stdout.trimEnd().split('\n');

/** `host:port` of a URL. */
export const hostOf = (url: string | undefined): string => new URL(url ?? '').host;
