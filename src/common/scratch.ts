import { rmSync } from 'node:fs';

const paths = new Set<string>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does something with a directory or file that nobody needs afterwards, and removes it: also when the program is ended by a
 * signal meanwhile, ^C among them. It need not be there when the work begins, nor when it is done.
 */
export async function withScratch<T>(path: string, work: (path: string) => Promise<T>): Promise<T> {
	if (paths.size === 0) {
		for (const signal of SIGNALS) {
			process.once(signal, endBy);
		}
	}

	paths.add(path);
	try {
		return await work(path);
	} finally {
		remove(path);
		paths.delete(path);
		if (paths.size === 0) {
			for (const signal of SIGNALS) {
				process.removeListener(signal, endBy);
			}
		}
	}
}

/** What the signal does by itself comes after. */
function endBy(signal: NodeJS.Signals): void {
	for (const path of paths) {
		remove(path);
	}

	process.kill(process.pid, signal);
}

/** A child that has got the same signal may still be writing there. */
function remove(path: string): void {
	rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}
