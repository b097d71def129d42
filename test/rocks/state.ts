import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const stateSchema = z.object({
	release: z.enum(['5.0', '6.2', '7.0']),
	arch: z.string(),
	rolls: z.array(z.object({ name: z.string(), version: z.string(), arch: z.string(), enabled: z.boolean() })),
	/** In the order in which they were added; the front-end is the first. */
	hosts: z.array(
		z.object({
			name: z.string(),
			membership: z.string(),
			/** vm-container, compute, frontend */
			appliance: z.string(),
			cpus: z.int(),
			rack: z.int(),
			rank: z.int(),
			mac: z.string(),
			address: z.string(),
			/** What it does at the next boot from the network; none yet is an empty text. */
			action: z.string(),
		}),
	),
	/** Rules that were added to those of every host; `network` is private, public or all. */
	firewall: z
		.array(
			z.object({
				name: z.string(),
				chain: z.string(),
				network: z.string(),
				protocol: z.string(),
				service: z.string(),
				flags: z.string(),
				action: z.string(),
			}),
		)
		.default([]),
	/** Global attributes: Kickstart_PublicHostname and so on. */
	attributes: z.record(z.string(), z.string()),
});

/** The data base of the emulated front-end. */
export type State = z.output<typeof stateSchema>;
export type StateHost = State['hosts'][number];

/** Where the emulated front-end's / lies: `/` in a test host, a directory in a unit test. */
export const ROOT = process.env['ROCKS_EMULATION_ROOT'] ?? '/';
const FILE = join(ROOT, 'opt/rocks/emulation.json');

export function readState(): State {
	if (!existsSync(FILE)) {
		throw new RocksError('cannot connect to the data base'); // as on a node: the programs are there, the data base is not
	}

	return stateSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
}

export function writeState(state: State): void {
	mkdirSync(dirname(FILE), { recursive: true });
	writeFileSync(FILE, JSON.stringify(state, undefined, '\t'));
}

/** What a command of Rocks says on standard output before it ends with 255, since 6 with 1. */
export class RocksError extends Error {}

/** Where rolls and distribution lie. */
export function installDirectory({ release }: Pick<State, 'release'>): string {
	return join(ROOT, release === '5.0' ? 'home/install' : 'export/rocks/install');
}

/** The distribution: links to the chosen packages, and what the kickstart packages brought. */
export function distribution(state: State): { readonly top: string; readonly rpms: string; readonly build: string } {
	const below = state.release === '5.0' ? 'rocks-dist/lan' : 'rocks-dist';
	const top = join(installDirectory(state), below, state.arch);
	return { top, rpms: join(top, 'RedHat/RPMS'), build: join(top, 'build') };
}
