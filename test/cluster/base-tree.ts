import { join } from 'node:path';
import { succeed } from './program.ts';

let asked: Promise<string> | undefined;

/** The Debian tree that hosts start from. The first one on a machine takes half a minute to make. */
export function baseTree(): Promise<string> {
	asked ??= succeed(join(import.meta.dirname, 'make-base-tree.sh'), [], { timeoutMs: 600_000 });
	return asked.then((text) => text.trim());
}
