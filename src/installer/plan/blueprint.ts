import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '../../../generators/index.ts';
import { keysFor } from '../../../generators/keys.ts';
import { markOf } from '../../../generators/shared-mark.ts';
import { layout } from '../../common/layout.ts';
import { type Role, rolesOf } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { bundleEntries } from './bundle.ts';
import { type DesiredEntry, desiredFrom, type Part, withParents } from './desired.ts';
import { ALL_ROLES, keyEntries } from './key-entries.ts';
import { startedWith } from './started-with.ts';
import type { StartedWith } from './survey.ts';

/** What every host of a site must have. What is the same on many hosts is worked out once. */
export interface Blueprint {
	/** Parents before children. `keys` is empty as long as they are still to be made. */
	entriesOf(host: string, part: Part): Promise<readonly DesiredEntry[]>;
	/** All that has to be looked at, part by part, keys that are still to be made included. */
	pathsOf(host: string): Promise<readonly (readonly string[])[]>;
	/** What the services of the host must have been started with. */
	servicesOf(host: string): Promise<StartedWith>;
	/** The keys have been made. */
	forgetKeys(): void;
}

export interface BlueprintOptions {
	/** The directory with the programs to install. */
	readonly bundle: string;
	/** Directory of this machine that holds all keys of the site. */
	readonly keyHome: string;
}

export function openBlueprint(site: Site, { bundle, keyHome }: BlueprintOptions): Blueprint {
	const { eucalyptus } = site;
	const keyDirectory = layout(eucalyptus).keys;
	const byRoles = new Map<string, Promise<readonly DesiredEntry[]>>();
	const files = new Map<string, readonly DesiredEntry[]>();
	const services = new Map<string, StartedWith>();
	const numbersOf = startedWith(site);
	let runtime: Promise<readonly DesiredEntry[]> | undefined;
	const entriesOf = async (host: string, part: Part): Promise<readonly DesiredEntry[]> => {
		switch (part) {
			case 'runtime':
				runtime ??= bundleEntries(eucalyptus, bundle).then(withParents);
				return runtime;
			case 'files': {
				const known = files.get(host) ?? withParents(desiredFrom(generate(site, host), 'files'));
				files.set(host, known);
				return known;
			}
			case 'keys':
				return keysOf(host);
		}
	};
	const rolesFor = (host: string): readonly Role[] =>
		keyHome === keyDirectory && host === site.cloud.host ? ALL_ROLES : rolesOf(site, host);
	const keysOf = (host: string) => {
		const roles = rolesFor(host);
		const key = roles.join(' ');
		const known = byRoles.get(key) ?? readKeys(roles);
		byRoles.set(key, known);
		return known;
	};
	const readKeys = async (roles: readonly Role[]) =>
		keysFor(roles).every((name) => existsSync(join(keyHome, name)))
			? withParents(await keyEntries({ eucalyptus, roles, from: keyHome }))
			: [];
	const partsOf = async (host: string) => {
		const parts = await Promise.all((['runtime', 'files', 'keys'] as const).map((part) => entriesOf(host, part)));
		services.set(host, numbersOf(parts));
		return parts;
	};
	return {
		entriesOf,
		async pathsOf(host) {
			const [programs = [], files = [], keys = []] = (await partsOf(host)).map((part) => part.map(({ path }) => path));
			const wantedKeys = keysFor(rolesFor(host)).map((name) => join(keyDirectory, name));
			const mark = markOf(site);
			return [programs, unique(files, mark === undefined ? [] : [mark.path]), unique(keys, wantedKeys)];
		},
		async servicesOf(host) {
			if (!services.has(host)) {
				await partsOf(host);
			}

			return services.get(host) ?? { restart: '', reload: '' };
		},
		forgetKeys() {
			byRoles.clear();
			services.clear();
		},
	};
}

const unique = (...paths: readonly (readonly string[])[]) => [...new Set(paths.flat())];
