import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { apply } from '../../../src/installer/actions/apply.ts';
import { plan } from '../../../src/installer/actions/plan.ts';
import { connect } from '../../../src/installer/phases/connect.ts';
import { files } from '../../../src/installer/phases/files.ts';
import { keys } from '../../../src/installer/phases/keys.ts';
import { localHost } from '../../../src/installer/transport/local.ts';
import { privateSite, WRITING } from '../support/private-site.ts';

/** A front-end elsewhere, and the machines of people who install it from there. */
async function siteElsewhere() {
	const own = await privateSite();
	const [cluster] = own.site.clusters;
	const cloud = { ...own.site.cloud, host: 'front' };
	const clusters = [{ ...cluster, host: 'front', nodes: ['front'] }] as typeof own.site.clusters;
	const installation = (hosts = ['front']) => ({
		...own.installation({ cloud, clusters }),
		hosts: hosts.map((name) => localHost({ name })),
	});
	const sitAt = () => {
		const home = mkdtempSync(join(tmpdir(), 'euca-home-'));
		onTestFinished(() => rmSync(home, { recursive: true, force: true }));
		vi.stubEnv('HOME', home);
		return join(home, '.euca/sites/front/keys');
	};
	onTestFinished(() => void vi.unstubAllEnvs());
	return { own, installation, sitAt };
}

const contents = (directory: string) =>
	new Map(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));

test('a second person who applies from another machine takes the keys that are in use, and makes no others', async () => {
	const { own, installation, sitAt } = await siteElsewhere();
	const first = sitAt();
	await apply(installation(), own.options(), WRITING);
	const second = sitAt();
	const options = own.options();
	expect(await plan(installation(), options, [connect, files, keys])).toEqual([]);
	expect(options.messages.map(({ text }) => text)).toContain(
		`the keys of this site were not on this machine: they are in ${second} now`,
	);
	expect(contents(second)).toEqual(contents(first));
	expect(statSync(second).mode & 0o777).toBe(0o700);
	expect(statSync(join(second, 'cloud-pk.pem')).mode & 0o777).toBe(0o600);
	expect(await apply(installation(), own.options(), WRITING)).toEqual([]);
});

test('where the keys in use cannot be had nothing is made in their place', async () => {
	const { own, installation, sitAt } = await siteElsewhere();
	sitAt();
	await apply(installation(), own.options(), WRITING);
	const second = sitAt();
	rmSync(join(own.site.eucalyptus, 'var/eucalyptus/keys/cloud-pk.pem'));
	await expect(apply(installation(), own.options(), WRITING)).rejects.toMatchObject({
		code: 'KEYS_ELSEWHERE',
		message: expect.stringContaining(`${second} lacks cloud-cert.pem, cloud-pk.pem`),
	});
});
