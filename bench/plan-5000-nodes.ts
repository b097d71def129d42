// What a plan costs where hosts are many: every host's files made and compared with what it reports. The hosts are
// files that another process wrote, so this is our side alone (what it takes to read them is measured apart and taken off).
// Then one more node: from reading the site file to the plan of the two hosts that it concerns, among 10 and among 5 000.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureKeys } from '../generators/keys.ts';
import { systemClock } from '../src/common/clock.ts';
import { run } from '../src/common/run.ts';
import { planGate } from '../src/installer/gate/gate.ts';
import { UNRECORDED } from '../src/installer/gate/runs.ts';
import { silentReporter } from '../src/installer/messages.ts';
import { PLAN } from '../src/installer/phases/index.ts';
import { runPhases } from '../src/installer/phases/run-phases.ts';
import { openPacks } from '../src/installer/plan/batch.ts';
import type { Blueprint } from '../src/installer/plan/blueprint.ts';
import type { Host } from '../src/installer/transport/host.ts';
import { siteOf, withNode } from '../src/site/edit.ts';
import { hostsOf } from '../src/site/hosts.ts';
import { saveSite } from '../src/site/save.ts';
import type { Site } from '../src/site/schema.ts';
import { report } from './support/report.ts';
import { blueprintOf, siteWith } from './support/surveyed-site.ts';

const MANY = 5000;

// Under the flags of the command that makes plans.
const setup = readFileSync(join(import.meta.dirname, '../bin/euca-setup'), 'utf8');
const flags = /^exec "\$node" (.*) "\$top/m.exec(setup)?.[1]?.split(' ') ?? [];
if (!flags.every((flag) => process.execArgv.includes(flag))) {
	process.exit(spawnSync(process.execPath, [...flags, import.meta.filename], { stdio: 'inherit' }).status ?? 1);
}

const keyHome = mkdtempSync(join(tmpdir(), 'euca-plan-'));
const answers = mkdtempSync(join(tmpdir(), 'euca-plan-'));
try {
	await ensureKeys(keyHome, { now: new Date() });
	const large = siteWith(MANY);
	const blueprint = blueprintOf({ ...large, logLevel: 'DEBUG' }, keyHome);
	// As the hosts were set up before the log level changed.
	const surveyed = join(import.meta.dirname, 'support/surveyed-site.ts');
	await run(process.execPath, [surveyed, String(MANY), keyHome, answers], { timeoutMs: 120_000 });
	const replies = (host: string) => readFile(join(answers, host), 'utf8');
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
			aim: Math.round(few.seconds * 1000) + 20,
			peer: { name: 'among 10', value: few.seconds * 1000 },
		},
	]);
	if (plan.result !== MANY + 1) {
		throw new Error(`${plan.result} changes instead of ${MANY + 1}`);
	}
} finally {
	rmSync(keyHome, { recursive: true, force: true });
	rmSync(answers, { recursive: true, force: true });
}

function NONE(): string {
	return 'others ask each host in turn and keep no list of what is theirs';
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
	const blueprint = blueprintOf(larger, keyHome);
	return (await blueprint.pathsOf('frontend')).length + (await blueprint.pathsOf('new')).length;
}

async function timed<T>(work: () => Promise<T>) {
	const cpu = process.cpuUsage();
	const result = await work();
	const { user, system } = process.cpuUsage(cpu);
	return { result, seconds: (user + system) / 1e6, megabytes: process.memoryUsage().rss / 2 ** 20 };
}
