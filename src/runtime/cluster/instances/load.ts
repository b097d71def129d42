import { copyFile, readFile } from 'node:fs/promises';
import * as z from 'zod';
import { messageOf } from '../../../common/errors.ts';
import type { Logger } from '../../../common/log.ts';
import { clusterErrors } from '../errors.ts';
import { ending, instanceRecord } from './record.ts';

/** One line of the state file. */
const change = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('put'), record: instanceRecord }),
	z.strictObject({ kind: z.literal('drop'), instanceId: z.string() }),
	z.strictObject({ kind: z.literal('end'), ending }),
	z.strictObject({ kind: z.literal('ended'), instanceId: z.string(), nodeUrl: z.string() }),
]);
export type Change = z.output<typeof change>;

/**
 * Reads the state file. A torn last line is what a killed process leaves: it was never acknowledged and is left out.
 * Any other damaged line is left out too, with a word in the log and the whole file kept beside: what it told is found
 * again on the nodes.
 */
export async function loadChanges(path: string, log: Logger): Promise<readonly Change[]> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return [];
		}

		throw clusterErrors('STATE_UNWRITABLE', { path, reason: messageOf(error) }, { cause: error });
	}

	const lines = text.split('\n');
	lines.pop(); // empty after the last line end, or torn
	const changes: Change[] = [];
	const damaged: number[] = [];
	for (const [index, line] of lines.entries()) {
		const parsed = change.safeParse(jsonOrUndefined(line));
		if (parsed.success) {
			changes.push(parsed.data);
		} else {
			damaged.push(index + 1);
		}
	}

	if (damaged.length > 0) {
		const kept = `${path}.damaged`;
		await copyFile(path, kept);
		log.error({ path, kept, lines: damaged.slice(0, 20) }, 'the state file has damaged lines, which are left out');
	}

	return changes;
}

function jsonOrUndefined(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
