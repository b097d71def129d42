import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import { messageOf } from '../../common/errors.ts';
import { simulatorErrors } from './errors.ts';

const port = z.int().min(1).max(65_535);
const stateSchema = z.strictObject({
	version: z.literal(1),
	/** Services keep their addresses: a cluster controller knows its nodes, and the cloud its clusters, by them. */
	ports: z.strictObject({
		cloud: port,
		web: port,
		clusters: z.array(z.strictObject({ port, nodes: z.array(port) })),
	}),
});

export type SimulatorState = z.output<typeof stateSchema>;
export type Ports = SimulatorState['ports'];

/** What the last run on this directory left; undefined on the first. Throws SIMULATOR_STATE. */
export async function loadState(directory: string): Promise<SimulatorState | undefined> {
	const path = statePath(directory);
	try {
		return stateSchema.parse(JSON.parse(await readFile(path, 'utf8')));
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			return undefined;
		}

		throw simulatorErrors('SIMULATOR_STATE', { path, problem: messageOf(error) }, { cause: error });
	}
}

export async function saveState(directory: string, ports: Ports): Promise<void> {
	const state: SimulatorState = { version: 1, ports };
	await writeFileAtomic(statePath(directory), `${JSON.stringify(state)}\n`);
}

function statePath(directory: string): string {
	return join(directory, 'simulator.json');
}
