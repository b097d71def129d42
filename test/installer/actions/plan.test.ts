import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureKeys } from '../../../generators/keys.ts';
import { plan } from '../../../src/installer/actions/plan.ts';
import { verify } from '../../../src/installer/actions/verify.ts';
import { planGate } from '../../../src/installer/gate/gate.ts';
import { connect } from '../../../src/installer/phases/connect.ts';
import { files } from '../../../src/installer/phases/files.ts';
import { openPacks } from '../../../src/installer/plan/batch.ts';
import { converge } from '../../../src/installer/plan/converge.ts';
import { ALL_ROLES, keyEntries } from '../../../src/installer/plan/key-entries.ts';
import { surveyHost } from '../../../src/installer/plan/survey.ts';
import type { Host } from '../../../src/installer/transport/host.ts';
import { localHost } from '../../../src/installer/transport/local.ts';
import { type PrivateSite, privateSite } from '../support/private-site.ts';

/** This machine, and a node that does not answer. */
function withDead(own: PrivateSite) {
	const { hosts, site, ...rest } = own.installation();
	const [here] = hosts;
	const dead = { ...here, name: 'dead', script: async () => Promise.reject(new Error('no answer')) } as Host;
	const clusters = site.clusters.map((cluster) => ({ ...cluster, nodes: [...cluster.nodes, 'dead'] }));
	return { ...rest, site: { ...site, clusters }, hosts: [...hosts, dead] };
}

/** The controllers that other tests start meanwhile are then no left-overs here. */
function inNetworkOfItsOwn(host: Host): Host {
	if (host.name === 'dead') {
		return host;
	}

	return {
		...host,
		async script(text, { args = [], timeoutMs }) {
			const limit = timeoutMs === undefined ? {} : { timeoutMs };
			return (await host.exec(['unshare', '-n', '/bin/sh', '-s', '--', ...args], { input: text, ...limit })).stdout;
		},
	};
}

test('a host that does not answer keeps no other from being planned', async () => {
	const own = await privateSite();
	const installation = withDead(own);
	const options = own.options();
	const changes = await plan(installation, options, [connect, files]);
	expect(changes.length).toBeGreaterThan(10);
	expect([...installation.failed.keys()]).toEqual(['dead']);
	const codes = options.messages.map(({ code }) => code);
	expect(codes.filter((code) => code === 'HOST_FAILED')).toHaveLength(1);
	expect(codes.at(-1)).toBe('PLAN_RESULT');
});

test('files that will be made are shown as differences from nothing', async () => {
	const own = await privateSite();
	const options = own.options();
	await plan(own.installation(), options, [connect, files]);
	const shown = options.messages.filter(({ code }) => code === 'DIFFERENCE');
	const conf = shown.find(({ fields }) => String(fields['path']).endsWith('/etc/default/eucalyptus'));
	expect(conf?.fields['diff']).toMatch(/^--- \/dev\/null\n\+\+\+ .*\n@@ -0,0 \+1,\d+ @@\n[\s\S]*^\+LOGLEVEL=/m);
	expect(conf?.host).toBe(hostname());
});

test('of secret files the plan shows the names alone', async () => {
	const own = await privateSite();
	const from = join(own.directory, 'keys');
	await ensureKeys(from, { now: new Date() });
	const { eucalyptus } = own.site;
	const entries = await keyEntries({ eucalyptus, roles: ALL_ROLES, from });
	const host = localHost({ name: 'n1' });
	const paths = entries.map(({ path }) => path);
	const survey = await surveyHost(host, { site: own.site, paths: [paths], programs: [], isCloud: false });
	const { messages, reporter } = own.options();
	const packs = openPacks();
	await converge(host, survey, entries, { gate: planGate(reporter), reporter, eucalyptus, parts: ['keys'], packs });
	const secret = await readFile(join(from, 'node-pk.pem'), 'utf8');
	const said = JSON.stringify(messages);
	expect(said).toContain('node-pk.pem (mode 600)');
	expect(said).not.toContain(secret.split('\n')[3]);
	expect(messages.map(({ code }) => code)).not.toContain('DIFFERENCE');
});

test('where none answers there is no plan', async () => {
	const own = await privateSite();
	const { hosts, ...rest } = withDead(own);
	const dead = hosts.slice(1);
	await expect(plan({ ...rest, hosts: dead }, own.options(), [connect, files])).rejects.toThrow('no answer');
	const two = [...dead, ...dead.map((host) => ({ ...host, name: 'other' }))];
	await expect(plan({ ...rest, hosts: two }, own.options(), [connect, files])).rejects.toMatchObject({
		code: 'HOSTS_FAILED',
	});
});

test('the health of those that answer is checked all the same', async () => {
	const own = await privateSite();
	const { hosts, ...rest } = withDead(own);
	const installation = { ...rest, hosts: hosts.map(inNetworkOfItsOwn) };
	const options = own.options();
	const { failed } = await verify(installation, options);
	expect(failed.length).toBeGreaterThan(0); // nothing runs here
	expect(options.messages.filter(({ code }) => code === 'CHECK_FAILED').map(({ host }) => host)).not.toContain('dead');
});
