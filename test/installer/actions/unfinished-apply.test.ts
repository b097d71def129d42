import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { apply } from '../../../src/installer/actions/apply.ts';
import { rollback } from '../../../src/installer/actions/rollback.ts';
import { installerErrors } from '../../../src/installer/errors.ts';
import type { Installation, Phase } from '../../../src/installer/phases/phase.ts';
import type { Host } from '../../../src/installer/transport/host.ts';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import type { Site } from '../../../src/site/schema.ts';
import { type PrivateSite, privateSite, WRITING } from '../support/private-site.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';

vi.setConfig({ testTimeout: 120_000 });

let own: PrivateSite;
let sshd: TestSshd;
const OTHER = '127.0.0.1';

/** This machine, and one that sees another directory at the same path. */
beforeAll(async () => {
	own = await privateSite({ keep: true });
	sshd = await startSshd({ hide: own.directory });
	await writeFile(join(sshd.sshDirectory, 'known_hosts'), sshd.knownLine);
	const [cluster] = own.site.clusters;
	Object.assign(own.site, { clusters: [{ ...cluster, nodes: [...(cluster?.nodes ?? []), OTHER] }] });
	await run({}, whole);
}, 120_000);
afterAll(async () => {
	await sshd?.stop();
	await own?.remove();
});

function installation(changes: Partial<Site>, wrap: (host: Host) => Host): Installation {
	const here = own.installation(changes);
	const { port, sshDirectory } = sshd;
	const other = sshHost({ name: OTHER, address: OTHER, user: 'root', port, sshDirectory });
	return { ...here, hosts: [...here.hosts, wrap(other)] };
}

async function run(changes: Partial<Site>, wrap: (host: Host) => Host, phases = WRITING): Promise<unknown> {
	const all = installation(changes, wrap);
	const outcome = await apply(all, own.options(), phases).catch((error: unknown) => error);
	const reached = installation(changes, (host) => host).hosts;
	// A process that has ended holds no lock; this one does many runs.
	const lock = join(own.site.eucalyptus, 'var/eucalyptus/installer/lock');
	const [here, other] = await Promise.all(reached.map(async (host) => [host, await host.read(lock)] as const));
	expect(here?.[1]).toBeUndefined();
	await other?.[0].exec(['rm', '-f', lock]);
	await Promise.all([...all.hosts, ...reached].map((host) => host.close()));
	return outcome;
}

async function goBack(): Promise<void> {
	const all = installation({}, (host) => host);
	await rollback(all, own.options()).catch(() => {}); // the services of a test are never started
	await Promise.all(all.hosts.map((host) => host.close()));
}

const level = async () => {
	const all = installation({}, (host) => host);
	const conf = join(own.directory, 'root/etc/default/eucalyptus');
	const texts = await Promise.all(all.hosts.map((host) => host.read(conf)));
	await Promise.all(all.hosts.map((host) => host.close()));
	return texts.map((text) => /^LOGLEVEL="(.*)"$/m.exec(String(text))?.[1]);
};

/** It does so many things and then nothing any more. */
function failingAfter(calls: number): (host: Host) => Host {
	let left = calls;
	const refuse = async () => {
		left -= 1;
		if (left < 0) {
			throw new Error('the cable is out');
		}
	};
	return (host) => ({
		...host,
		exec: async (...args) => refuse().then(() => host.exec(...args)),
		script: async (...args) => refuse().then(() => host.script(...args)),
		upload: async (...args) => refuse().then(() => host.upload(...args)),
		append: async (...args) => refuse().then(() => host.append(...args)),
	});
}

const whole = (host: Host) => host;

test('a host could not be reached in an apply: the next run finishes that one, and one rollback takes both back', async () => {
	await run({ logLevel: 'INFO' }, whole);
	expect(await run({ logLevel: 'DEBUG' }, failingAfter(0))).toMatchObject({ code: 'HOSTS_FAILED' });
	expect(await level()).toEqual(['DEBUG', 'INFO']);
	expect(await run({ logLevel: 'DEBUG' }, whole)).toHaveLength(1);
	expect(await level()).toEqual(['DEBUG', 'DEBUG']);
	const journal = () => readFile(join(own.site.eucalyptus, 'var/eucalyptus/installer/journal.jsonl'), 'utf8');
	const before = await journal();
	expect(await run({ logLevel: 'DEBUG' }, whole)).toEqual([]);
	expect(await journal()).toBe(before);

	await run({ logLevel: 'WARN' }, whole); // a run of its own again
	await goBack();
	expect(await level()).toEqual(['DEBUG', 'DEBUG']);
	await goBack();
	expect(await level()).toEqual(['INFO', 'INFO']);
});

test('a host was lost on the way: no other stays locked, the next run finishes, and one rollback takes both back', async () => {
	await run({ logLevel: 'INFO' }, whole);
	expect(await run({ logLevel: 'DEBUG' }, failingAfter(5))).toMatchObject({ code: 'HOSTS_FAILED' });
	expect(await level()).toEqual(['DEBUG', 'INFO']);
	await run({ logLevel: 'DEBUG' }, whole);
	expect(await level()).toEqual(['DEBUG', 'DEBUG']);
	await goBack();
	expect(await level()).toEqual(['INFO', 'INFO']);
});

test('a run that cannot reach the failed host either is one of its own', async () => {
	await run({ logLevel: 'INFO' }, whole);
	await run({ logLevel: 'DEBUG' }, failingAfter(0));
	await run({ logLevel: 'WARN' }, failingAfter(0));
	expect(await level()).toEqual(['WARN', 'INFO']);
	await goBack();
	expect(await level()).toEqual(['DEBUG', 'INFO']);
});

test('a host that got everything and is not well all the same has finished', async () => {
	const sick: Phase = {
		id: 'verify',
		title: 'sick',
		run: async (_, { eachHost }) =>
			eachHost(async (host) => {
				if (host.name === OTHER) {
					throw installerErrors('NOT_HEALTHY', { host: host.name, what: 'it', problem: 'ill', log: '/var/log' });
				}
			}),
	};
	await run({ logLevel: 'INFO' }, whole);
	expect(await run({ logLevel: 'DEBUG' }, whole, [...WRITING, sick])).toMatchObject({ code: 'HOSTS_FAILED' });
	await run({ logLevel: 'WARN' }, whole);
	await goBack();
	expect(await level()).toEqual(['DEBUG', 'DEBUG']);
});
