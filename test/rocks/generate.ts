import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BASE_NODE, baseProfile, type HostKind, hostView } from '../../iso/rocks/base-profile.ts';
import { generateSections, type LooseOrder, type Profile } from '../../iso/rocks/generate.ts';
import { baseName, krollScript } from '../../iso/rocks/kroll.ts';
import type { Section } from '../../iso/rocks/node-file.ts';
import { runRollScript } from '../../iso/rocks/run-roll.ts';
import { parseXml } from '../../iso/rocks/xml.ts';
import { distribution, RocksError, readState, type State, type StateHost } from './state.ts';

/** `kroll ROLL…`, since 6 `rocks run roll ROLL…`: a script for the front-end. */
export function frontEndScript(rolls: readonly string[]): string {
	const state = readState();
	const [frontEnd] = state.hosts;
	if (frontEnd === undefined) {
		return 'error = cannot find host in database\n';
	}

	const { rpms } = distribution(state);
	const files = existsSync(rpms) ? readdirSync(rpms).sort() : [];
	const sections = sectionsFor(state, frontEnd, 'as reached');
	return state.release === '5.0'
		? krollScript(sections, { rolls, rocks: state.release, rpms: { directory: rpms, files } })
		: runRollScript(sections, { rolls, rocks: state.release, rpms: { files }, url: `file://${rpms}` });
}

/** What the installer of a host is told. */
export interface Kickstart {
	/** Paths of the packages; names that the distribution lacks are passed over in silence. */
	readonly packages: readonly string[];
	readonly posts: readonly { readonly text: string; readonly interpreter: string }[];
}

export function kickstartOf(name: string): Kickstart {
	const state = readState();
	const host = state.hosts.find((one) => one.name === name);
	if (host === undefined) {
		throw new RocksError(`cannot resolve host "${name}"`);
	}

	const { rpms } = distribution(state);
	const files = readdirSync(rpms);
	const sections = sectionsFor(state, host, 'alphabetical');
	const named = sections.filter(({ kind }) => kind === 'package').map(({ text }) => text.trim());
	return {
		packages: [...new Set(named)]
			.sort()
			.flatMap((wanted) => files.filter((file) => baseName(file) === wanted).map((file) => join(rpms, file))),
		posts: sections
			.filter(({ kind, text }) => kind === 'post' && text.trim() !== '')
			.map(({ text, attributes }) => ({ text, interpreter: attributes['interpreter'] ?? '/bin/bash' })),
	};
}

function sectionsFor(state: State, host: StateHost, loose: LooseOrder): readonly Section[] {
	const { build } = distribution(state);
	const view = hostView(state.release, state.arch, host.appliance as HostKind, {
		...state.attributes,
		...(state.release === '5.0' ? { Node_Hostname: host.name } : { hostname: host.name }),
	});
	const evaluate = (script: string, shell: string) =>
		execFileSync(shell, ['-c', script], { cwd: build, encoding: 'utf8' });
	return generateSections(profileOf(state, build), view, { evaluate, loose });
}

function profileOf({ release }: State, build: string): Profile {
	const base = baseProfile(release);
	const files = (folder: string) =>
		existsSync(join(build, folder))
			? readdirSync(join(build, folder))
					.filter((file) => file.endsWith('.xml'))
					.map((file) => join(build, folder, file))
			: [];
	return {
		nodes: new Map([
			...base.nodes.map((node) => [node, BASE_NODE] as const),
			...files('nodes').map((file) => [basename(file, '.xml'), readFileSync(file, 'utf8')] as const),
		]),
		graphs: [base.graph, ...files('graphs/default').map((file) => parseXml(readFileSync(file, 'utf8')))],
		includes: new Map(),
	};
}
