import { expect, test } from 'vitest';
import { plan } from '../../../src/installer/actions/plan.ts';
import { verify } from '../../../src/installer/actions/verify.ts';
import { connect } from '../../../src/installer/phases/connect.ts';
import { files } from '../../../src/installer/phases/files.ts';
import type { Host } from '../../../src/installer/transport/host.ts';
import { type PrivateSite, privateSite } from '../support/private-site.ts';

/** This machine, and a node that does not answer. */
function withDead(own: PrivateSite) {
	const { hosts, site, ...rest } = own.installation();
	const [here] = hosts;
	const dead = { ...here, name: 'dead', script: async () => Promise.reject(new Error('no answer')) } as Host;
	const clusters = site.clusters.map((cluster) => ({ ...cluster, nodes: [...cluster.nodes, 'dead'] }));
	return { ...rest, site: { ...site, clusters }, hosts: [...hosts, dead] };
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
	const installation = withDead(own);
	const options = own.options();
	const { failed } = await verify(installation, options);
	expect(failed.length).toBeGreaterThan(0); // nothing runs here
	expect(options.messages.filter(({ code }) => code === 'CHECK_FAILED').map(({ host }) => host)).not.toContain('dead');
});
