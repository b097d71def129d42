import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apply } from '../../../src/installer/actions/apply.ts';
import { rollback } from '../../../src/installer/actions/rollback.ts';
import { status } from '../../../src/installer/actions/services.ts';
import { uninstall } from '../../../src/installer/actions/uninstall.ts';
import { installerErrors } from '../../../src/installer/errors.ts';
import { statePaths } from '../../../src/installer/gate/state-directory.ts';
import type { Installation, Phase } from '../../../src/installer/phases/phase.ts';
import type { Host } from '../../../src/installer/transport/host.ts';
import { localHost } from '../../../src/installer/transport/local.ts';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import type { Site } from '../../../src/site/schema.ts';
import { type PrivateSite, privateSite, WRITING } from '../support/private-site.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';

const HERE = hostname();
const OTHER = 'other';
const THIRD = 'third';
let own: PrivateSite;
const sshds = new Map<string, TestSshd>();
/** Who looks on: connections that last as long as the tests. */
const eyes = new Map<string, Host>();

/** This machine, and two that see other directories at the same path. */
beforeAll(async () => {
	own = await privateSite({ keep: true });
	eyes.set(HERE, localHost({ name: HERE }));
	for (const name of [OTHER, THIRD]) {
		const sshd = await startSshd({ hide: own.directory });
		await sshd.trust();
		sshds.set(name, sshd);
		eyes.set(name, open(name));
	}

	await run({}, whole);
});
afterAll(async () => {
	// a rollback has started libvirt where it did not run: that ends with us
	const outcome = await onSome(siteOf({ hosts: {} }), {}, (all) =>
		uninstall(all, { ...own.options(), keepState: false, mode: 'apply' }),
	);
	expect(outcome).not.toBeInstanceOf(Error);
	await Promise.all([...eyes.values()].map((eye) => eye.close()));
	await Promise.all([...sshds.values()].map((sshd) => sshd.stop()));
	await own?.remove();
});

function open(name: string): Host {
	return name === HERE ? localHost({ name }) : sshHost({ ...sshds.get(name)?.target, name });
}

/** Of two hosts, or of three where `changes` speak of the third. */
function siteOf(changes: Partial<Site>): { readonly site: Site; readonly names: readonly string[] } {
	const names = changes.hosts === undefined ? [HERE, OTHER] : [HERE, OTHER, THIRD];
	const clusters = own.site.clusters.map((cluster) => ({ ...cluster, nodes: names }));
	return { site: { ...own.site, clusters, ...changes }, names };
}

type Wrap = (host: Host) => Host;
/** What happens to hosts on the way, by name. */
type Fates = Readonly<Record<string, Wrap>>;

async function onSome<T>(
	{ site, names }: { readonly site: Site; readonly names: readonly string[] },
	fates: Fates,
	work: (installation: Installation) => Promise<T>,
): Promise<T | Error> {
	const opened: Host[] = [];
	const openMore = async (name: string) => {
		const host = open(name);
		opened.push(host);
		return fates[name]?.(host) ?? host;
	};
	try {
		const hosts = await Promise.all(names.map(openMore));
		return await work({ site, hosts, facts: new Map(), surveys: new Map(), failed: new Map(), openMore });
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	} finally {
		await Promise.all(opened.map((host) => host.close()));
	}
}

/** `fate` is what happens to the other one. */
async function run(changes: Partial<Site>, fate: Wrap, phases = WRITING): Promise<unknown> {
	const outcome = await onSome(siteOf(changes), { [OTHER]: fate }, (all) => apply(all, own.options(), phases));
	expect(await eyes.get(HERE)?.read(statePaths(own.site.eucalyptus).lock)).toBeUndefined();
	await forgetLocks();
	return outcome;
}

/** A process that has ended holds no lock; this one does many runs. */
async function forgetLocks(): Promise<void> {
	const { lock } = statePaths(own.site.eucalyptus);
	await Promise.all([OTHER, THIRD].map((name) => eyes.get(name)?.exec(['rm', '-f', lock])));
}

/** With `--host`: the other one alone. */
async function runOnOther(changes: Partial<Site>, fates: Fates = {}, options = own.options()): Promise<unknown> {
	const one = { ...siteOf(changes), names: [OTHER] };
	const outcome = await onSome(one, fates, (installation) => apply(installation, options, WRITING));
	await forgetLocks();
	return outcome;
}

/** The services of a test never start: it fails in the end. */
async function goBack(changes: Partial<Site> = {}): Promise<unknown> {
	return onSome(siteOf(changes), {}, (all) => rollback(all, own.options()));
}

/** What the configuration of each host says. */
async function said(key: string): Promise<readonly (string | undefined)[]> {
	const conf = join(own.directory, 'root/etc/default/eucalyptus');
	const texts = await Promise.all([...eyes.values()].map((eye) => eye.read(conf)));
	return texts.flatMap((text) =>
		text === undefined ? [] : [new RegExp(`^${key}="(.*)"$`, 'm').exec(String(text))?.[1]],
	);
}

const journal = () => readFile(statePaths(own.site.eucalyptus).journal, 'utf8');
/** The hosts that wait for the end of a run, as they say in `status`. */
async function waiting(changes: Partial<Site>): Promise<readonly string[]> {
	const found = await onSome(siteOf(changes), {}, (all) => status(all, own.options()));
	return found instanceof Error ? [found.message] : found.hosts.flatMap((one) => (one.interrupted ? [one.host] : []));
}
const level = async () => (await said('LOGLEVEL')).slice(0, 2);

/** It does so many things and then nothing any more. */
function failingAfter(calls: number): Wrap {
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
	const before = await journal();
	expect(await run({ logLevel: 'DEBUG' }, whole)).toEqual([]);
	expect(await journal()).toBe(before);
	await goBack();
	expect(await level()).toEqual(['INFO', 'INFO']);
});

test('the failed host alone is finished with --host: it is that run, and no host waits for it any more', async () => {
	await run({ logLevel: 'INFO' }, whole);
	await run({ logLevel: 'DEBUG' }, failingAfter(0));
	expect(await runOnOther({ logLevel: 'DEBUG' })).toHaveLength(1);
	expect(await level()).toEqual(['DEBUG', 'DEBUG']);
	expect((await journal()).trimEnd().split('\n').at(-1)).toMatch(/"state":"end","sentence":"end of the run"}$/);
	await goBack();
	expect(await level()).toEqual(['INFO', 'INFO']);
});

test('a run that had nothing to change on the front-end is remembered there if it failed somewhere', async () => {
	const bridges = (bridge: string) => ({ hosts: { [OTHER]: { bridge }, [THIRD]: { bridge } } });
	await run(bridges('old'), whole);
	await run(bridges('new'), failingAfter(0));
	expect((await said('VNET_BRIDGE')).slice(1)).toEqual(['old', 'new']);
	await runOnOther(bridges('new'));
	expect((await said('VNET_BRIDGE')).slice(1)).toEqual(['new', 'new']);
	await goBack(bridges('old'));
	expect((await said('VNET_BRIDGE')).slice(1)).toEqual(['old', 'old']);
});

test('a host was lost on the way, and the front-end had nothing to do: once that host is finished nobody waits for it', async () => {
	const bridges = (bridge: string) => ({ hosts: { [OTHER]: { bridge }, [THIRD]: { bridge } } });
	await run(bridges('old'), whole);
	expect(await run(bridges('new'), failingAfter(5))).toMatchObject({ code: 'HOSTS_FAILED' });
	expect(await waiting(bridges('new'))).toEqual([HERE, OTHER, THIRD]);
	await runOnOther(bridges('new'));
	expect((await said('VNET_BRIDGE')).slice(1)).toEqual(['new', 'new']);
	expect(await waiting(bridges('new'))).toEqual([]);
	await goBack(bridges('old'));
	expect((await said('VNET_BRIDGE')).slice(1)).toEqual(['old', 'old']);
});

test.each([
	['before it is locked', 1],
	['before it is told', 3],
	['before it is told the end', 4],
	['before it is unlocked', 5],
])('a host that takes no part and vanishes %s keeps nobody from being done', async (_, calls) => {
	const level = (logLevel: 'INFO' | 'DEBUG') => ({ logLevel, hosts: { [THIRD]: {} } });
	await run(level('INFO'), whole);
	await run(level('DEBUG'), failingAfter(0));
	expect(await waiting(level('DEBUG'))).toEqual([HERE, THIRD]);
	const options = own.options();
	const outcome = await runOnOther(level('DEBUG'), { [THIRD]: failingAfter(calls) }, options);
	expect(outcome).toHaveLength(1);
	expect(await said('LOGLEVEL')).toEqual(['DEBUG', 'DEBUG', 'DEBUG']);
	expect(await waiting(level('DEBUG'))).toEqual(calls < 5 ? [THIRD] : []);
	const told = options.messages.filter(({ host }) => host === THIRD).map(({ code }) => code);
	expect(told).toEqual(calls < 5 ? ['NOT_TOLD'] : []);
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

test('a host was lost when all was done on it: the others have ended, and it ends with the next run', async () => {
	await run({ logLevel: 'INFO' }, whole);
	expect(await run({ logLevel: 'DEBUG' }, failingAfter(6))).toMatchObject({ code: 'HOSTS_FAILED' });
	expect(await level()).toEqual(['DEBUG', 'DEBUG']);
	expect(await waiting({})).toEqual([OTHER]);
	expect(await run({ logLevel: 'DEBUG' }, whole)).toEqual([]);
	expect(await waiting({})).toEqual([]);
});

test('where the last run only set a host up anew there is nothing to return to, and the way out takes no other host away', async () => {
	await run({ logLevel: 'INFO' }, whole);
	await eyes.get(OTHER)?.exec(['rm', '-rf', join(own.directory, 'root')]);
	await run({ logLevel: 'INFO' }, whole);
	expect(await goBack()).toMatchObject({
		code: 'NO_EARLIER_GENERATION',
		message: expect.stringMatching(/: the run of 2\S+ set up other and changed nothing else$/),
		next: 'euca-setup uninstall --host other takes away what it brought',
	});
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
