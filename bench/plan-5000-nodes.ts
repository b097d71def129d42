// What a plan costs where hosts are many: every host's files made and compared with what it reports. The hosts are texts
// in memory, so this is our side alone (what it takes to make them up is measured apart and taken off). Then one more node: its line in the site file, and the plan of the two hosts that
// it concerns, among 10 and among 5 000.

import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureKeys } from '../generators/keys.ts';
import { systemClock } from '../src/common/clock.ts';
import { planGate } from '../src/installer/gate/gate.ts';
import { UNRECORDED } from '../src/installer/gate/runs.ts';
import { silentReporter } from '../src/installer/messages.ts';
import { PLAN } from '../src/installer/phases/index.ts';
import { runPhases } from '../src/installer/phases/run-phases.ts';
import { openPacks } from '../src/installer/plan/batch.ts';
import { type Blueprint, openBlueprint } from '../src/installer/plan/blueprint.ts';
import { bundleRoot } from '../src/installer/plan/bundle.ts';
import { printManifest } from '../src/installer/plan/manifest.ts';
import type { Host } from '../src/installer/transport/host.ts';
import { siteOf, withNode } from '../src/site/edit.ts';
import { hostsOf } from '../src/site/hosts.ts';
import { validSite } from '../src/site/load.ts';
import { saveSite } from '../src/site/save.ts';
import type { Site } from '../src/site/schema.ts';
import { report } from './support/report.ts';

const MANY = 5000;
const keyHome = mkdtempSync(join(tmpdir(), 'euca-plan-'));
try {
	await ensureKeys(keyHome, { now: new Date() });
	const large = siteWith(MANY);
	const blueprint = blueprintOf({ ...large, logLevel: 'DEBUG' });
	const replies = await repliesOf(large); // as the hosts were set up before the log level changed
	const names = hostsOf(large);
	const answering = await timed(async () => {
		for (const name of names) {
			await replies(name);
		}
	});
	const plan = await timed(() => planned({ ...large, logLevel: 'DEBUG' }, names, replies, blueprint));
	const path = join(keyHome, 'site.yaml');
	const oneMoreAmong = async (nodes: number) => {
		await saveSite(path, siteWith(nodes));
		return timed(() => oneMore(path));
	};
	await oneMoreAmong(10); // what is done once per run, whatever the site
	const few = await oneMoreAmong(10);
	const many = await oneMoreAmong(MANY);
	report([
		{
			what: `plan of ${MANY} nodes, one file of each changed`,
			unit: 's',
			ours: plan.seconds - answering.seconds,
			aim: 2,
			peer: NONE(),
		},
		{ what: 'its memory, all of the process', unit: 'MiB', ours: plan.megabytes, aim: 300, peer: NONE() },
		{
			what: `one more node among ${MANY}, CPU`,
			unit: 'ms',
			ours: many.seconds * 1000,
			aim: few.seconds * 1000 + 200,
			peer: { name: 'among 10', value: few.seconds * 1000 },
		},
	]);
	if (plan.result !== MANY + 1) {
		throw new Error(`${plan.result} changes instead of ${MANY + 1}`);
	}
} finally {
	rmSync(keyHome, { recursive: true, force: true });
}

function NONE(): string {
	return 'others ask each host in turn and keep no list of what is theirs';
}

function siteWith(nodes: number): Site {
	const names = Array.from({ length: nodes }, (_, index) => `node${index}`);
	const address = (index: number) => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
	return validSite(
		{
			version: 1,
			cloud: { host: 'frontend' },
			clusters: [{ name: 'zone', host: 'frontend', nodes: names }],
			hosts: Object.fromEntries(names.map((name, index) => [name, { address: address(index + 256) }])),
			nodeDefaults: { hypervisor: 'qemu' },
		},
		'bench',
	);
}

function blueprintOf(site: Site): Blueprint {
	return openBlueprint(site, { bundle: bundleRoot(), keyHome });
}

/** What a host answers that is as `site` wants it; the same text for all but names and sums. */
async function repliesOf(site: Site): Promise<(host: string) => Promise<string>> {
	const blueprint = blueprintOf(site);
	const clusters = site.clusters.map(({ name, port }) => ({ name, host: '127.0.0.1', port, state: 'UP', places: 1 }));
	return async (host) => {
		const parts = await Promise.all(
			(['runtime', 'files', 'keys'] as const).map((part) => blueprint.entriesOf(host, part)),
		);
		const entries = new Map(parts.flat().map((entry) => [entry.path, entry]));
		const stat: string[] = [];
		const index: string[] = [];
		const manifest: Record<string, never> = {};
		for (const [path, entry] of entries) {
			const mode = entry.kind === 'link' ? '777' : (entry.mode ?? 0o755).toString(8);
			const kind = { file: 'regular file', directory: 'directory', link: 'symbolic link' }[entry.kind];
			stat.push(`${path}|1|1|now|${mode}|${kind}`);
			Object.assign(manifest, { [path]: { ...about(entry), part: entry.part } });
			if (entry.kind === 'file') {
				index.push(`${path}|1|1|now|${entry.sha256}`);
			} else if (entry.kind === 'link') {
				stat.push(`link|${path}|${entry.target}`);
			}
		}

		const { restart, reload } = await blueprint.servicesOf(host);
		const programs = 'apache2 virsh libvirtd qemu-system-x86_64 qemu-img debugfs ip nft ssh /etc/init.d/libvirtd';
		const generation = { run: 'one', time: '2026-01-01T00:00:00.000Z' };
		const sections = {
			facts: '0\napt-get\nN\n0\non',
			service: ' NC running',
			os: 'Debian',
			programs: programs.replaceAll(' ', '\n'),
			manifest: printManifest({ version: 1, generation, services: { restart, reload }, entries: manifest }),
			started: `${restart} ${reload}`,
			index: index.join('\n'),
			stat: stat.join('\n'),
			clusters: host === site.cloud.host ? JSON.stringify({ clusters }) : '',
			end: '',
		};
		return Object.entries(sections)
			.map(([name, text]) => `\n=== euca-survey ${name}\n${text}\n`)
			.join('');
	};
}

function about(entry: Awaited<ReturnType<Blueprint['entriesOf']>>[number]) {
	switch (entry.kind) {
		case 'file':
			return {
				kind: entry.kind,
				mode: entry.mode,
				sha256: entry.sha256,
				...(entry.editable ? { editable: true } : {}),
			};
		case 'directory':
			return { kind: entry.kind };
		case 'link':
			return { kind: entry.kind, target: entry.target };
	}
}

/** How many changes are planned. */
async function planned(
	site: Site,
	names: readonly string[],
	reply: (host: string) => Promise<string>,
	blueprint: Blueprint,
): Promise<number> {
	const changes = new Set<string>();
	const gate = planGate({ notify: ({ host = '', code }) => void (code === 'CHANGE_PLANNED' && changes.add(host)) });
	const nobody = async () => Promise.reject(new Error('one question is enough'));
	const hosts = names.map(
		(name): Host => ({
			name,
			script: () => reply(name),
			read: async () => Buffer.from(''),
			exec: nobody,
			write: nobody,
			upload: nobody,
			append: nobody,
			close: async () => {},
		}),
	);
	const installation = { site, hosts, facts: new Map(), surveys: new Map(), failed: new Map() };
	const common = { reporter: silentReporter, clock: systemClock, signal: new AbortController().signal };
	const tools = { ...common, gate, blueprint, packs: openPacks(), runs: UNRECORDED, breakLock: false };
	await runPhases(PLAN, installation, tools);
	return changes.size;
}

/** From the site file to what both of its hosts shall have. */
async function oneMore(path: string): Promise<number> {
	const before = { path, text: await readFile(path, 'utf8') };
	const larger = siteOf(withNode(before, { node: 'new', cluster: 'zone', address: '10.9.9.9' }));
	const blueprint = blueprintOf(larger);
	return (await blueprint.pathsOf('frontend')).length + (await blueprint.pathsOf('new')).length;
}

async function timed<T>(work: () => Promise<T>) {
	const cpu = process.cpuUsage();
	const result = await work();
	const { user, system } = process.cpuUsage(cpu);
	return { result, seconds: (user + system) / 1e6, megabytes: process.memoryUsage().rss / 2 ** 20 };
}
