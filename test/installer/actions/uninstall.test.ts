import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apply } from '../../../src/installer/actions/apply.ts';
import { uninstall } from '../../../src/installer/actions/uninstall.ts';
import { type PrivateSite, privateSite, WRITING } from '../support/private-site.ts';

const ALL = { keepState: false, mode: 'apply' } as const;

/** A machine that is in use: files of others lie where ours will be. */
async function machineInUse(): Promise<PrivateSite> {
	const own = await privateSite();
	await mkdir(join(own.directory, 'root/etc/default'), { recursive: true });
	await writeFile(join(own.directory, 'root/etc/default/other'), 'kept');
	return own;
}

test('what apply brought goes away, what the services made goes with it, and the rest is as it was', async () => {
	const own = await machineInUse();
	const before = own.tree();
	await apply(own.installation(), own.options(), WRITING);
	for (const path of [
		'opt/cloud/var/eucalyptus/db/cloud.db',
		'opt/cloud/var/log/eucalyptus/cc.log',
		'instances/admin.img',
	]) {
		await writeFile(join(own.directory, 'root', path), 'state');
	}

	const options = own.options();
	await uninstall(own.installation(), { ...options, ...ALL });
	expect(own.tree()).toBe(before);
	expect(options.messages.map(({ text }) => text)).toContainEqual(expect.stringContaining('nothing is left'));
});

test('a host that lost its configuration, so that nothing can be stopped there, is cleared all the same', async () => {
	const own = await machineInUse();
	const before = own.tree();
	await apply(own.installation(), own.options(), WRITING);
	const at = (path: string) => join(own.directory, 'root', path);
	await writeFile(at('etc/init.d/eucalyptus'), '#!/bin/sh\necho there is no configuration >&2\nexit 1\n', {
		mode: 0o755,
	});
	await rm(at('etc/default/eucalyptus'));
	await rm(join(own.site.eucalyptus, 'usr/lib/eucalyptus/programs'), { recursive: true });
	const options = own.options();
	await uninstall(own.installation(), { ...options, ...ALL });
	expect(own.tree()).toBe(before);
	expect(options.messages.find(({ code }) => code === 'WARNING')?.text).toContain('there is no configuration');
});

test('of a host that was a node once, and is the head of a cluster now, what its instances left goes as well', async () => {
	const own = await machineInUse();
	const before = own.tree();
	await apply(own.installation(), own.options(), WRITING);
	await writeFile(join(own.site.nodeDefaults.instancePath, 'cached.img'), 'state');
	const clusters = own.site.clusters.map((cluster) => ({ ...cluster, nodes: ['elsewhere'] }));
	await apply(own.installation({ clusters }), own.options(), WRITING);
	await uninstall(own.installation({ clusters }), { ...own.options(), ...ALL });
	expect(own.tree()).toBe(before);
});

test('a second uninstall has nothing to do', async () => {
	const own = await machineInUse();
	await apply(own.installation(), own.options(), WRITING);
	await uninstall(own.installation(), { ...own.options(), ...ALL });
	const before = own.tree();
	expect(await uninstall(own.installation(), { ...own.options(), ...ALL })).toEqual([]);
	expect(own.tree()).toBe(before);
});

test('files of strangers in our directories stay, and are reported', async () => {
	const own = await machineInUse();
	await apply(own.installation(), own.options(), WRITING);
	const stranger = join(own.site.eucalyptus, 'usr/sbin/my-own-script');
	await writeFile(stranger, 'mine');
	const options = own.options();
	await expect(uninstall(own.installation(), { ...options, ...ALL })).rejects.toMatchObject({ code: 'LEFT_BEHIND' });
	const reported = options.messages.filter(({ code }) => code === 'LEFT_BEHIND').map(({ text }) => text);
	expect(reported).toContainEqual(expect.stringContaining('my-own-script'));
	expect(await readdir(join(own.site.eucalyptus, 'usr/sbin'))).toEqual(['my-own-script']);
});

test('a plan of the removal names what would go and removes nothing', async () => {
	const own = await machineInUse();
	await apply(own.installation(), own.options(), WRITING);
	const before = own.tree();
	const changes = await uninstall(own.installation(), { ...own.options(), keepState: false, mode: 'plan' });
	expect(changes.length).toBeGreaterThan(3);
	expect(own.tree()).toBe(before);
});

test('state can be kept: keys, data base and logs stay, programs and configuration go', async () => {
	const own = await machineInUse();
	await apply(own.installation(), own.options(), WRITING);
	await writeFile(join(own.site.eucalyptus, 'var/eucalyptus/db/cloud.db'), 'state');
	await uninstall(own.installation(), { ...own.options(), keepState: true, mode: 'apply' });
	const left = execFileSync('find', [join(own.directory, 'root'), '-type', 'f'], { encoding: 'utf8' });
	expect(left).toContain('/db/cloud.db');
	expect(left).toContain('/keys/cloud-pk.pem');
	expect(left).not.toContain('/usr/');
	expect(left).not.toContain('/etc/init.d');
	await apply(own.installation(), own.options(), WRITING);
	await uninstall(own.installation(), { ...own.options(), ...ALL });
});
