import { appendFile, chmod, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { layout } from '../../../src/common/layout.ts';
import { apply } from '../../../src/installer/actions/apply.ts';
import type { Host } from '../../../src/installer/transport/host.ts';
import { makeBundle, type PrivateSite, privateSite, WRITING } from '../support/private-site.ts';

const confOf = ({ directory }: PrivateSite) => join(directory, 'root/etc/default/eucalyptus');

test('the second apply changes nothing', async () => {
	const own = await privateSite();
	const first = await apply(own.installation(), own.options(), WRITING);
	expect(first.length).toBeGreaterThan(20);
	const before = own.tree();
	expect(await apply(own.installation(), own.options(), WRITING)).toEqual([]);
	expect(own.tree()).toBe(before);
});

test('configuration, launchers, programs and keys are where the founding document has them, with their rights', async () => {
	const own = await privateSite();
	await apply(own.installation(), own.options(), WRITING);
	const modeOf = async (path: string) => (await stat(join(own.directory, 'root', path))).mode & 0o777;
	expect(await modeOf('etc/default/eucalyptus')).toBe(0o640);
	expect(await modeOf('etc/init.d/eucalyptus')).toBe(0o755);
	expect(await modeOf('opt/cloud/usr/lib/eucalyptus/node/bin/node')).toBe(0o755);
	expect(await modeOf('opt/cloud/usr/sbin/euca')).toBe(0o755);
	expect(await modeOf('opt/cloud/var/eucalyptus/keys')).toBe(0o700);
	expect(await modeOf('opt/cloud/var/eucalyptus/keys/cloud-pk.pem')).toBe(0o600);
	expect(await modeOf('opt/cloud/var/eucalyptus/keys/node-pk.pem')).toBe(0o600);
});

test('a run that is killed again and again, each time one step later, ends like one that was not', async () => {
	const own = await privateSite();
	await apply(own.installation(), own.options(), WRITING);
	const reference = own.tree('/installer/', 'keys/', 'manifest.json');
	await rm(join(own.directory, 'root'), { recursive: true });
	let kills = 0;
	for (let steps = 0; ; steps += 1) {
		// What is left of a killed installer is a lock of a process that is gone; here that is this very process.
		const options = { ...own.options(), breakLock: true };
		const installation = own.installation({}, (local) => dyingHost(local, steps));
		const ended = await apply(installation, options, WRITING).then(
			() => true,
			() => false,
		);
		if (ended) {
			break;
		}

		kills += 1;
	}

	expect(kills).toBeGreaterThan(6);
	expect(own.tree('/installer/', 'keys/', 'manifest.json')).toBe(reference);
	expect(await apply(own.installation(), { ...own.options(), breakLock: true }, WRITING)).toEqual([]);
});

/** A host on which every act of a batch and every other access is one step, and that is dead after so many of them. */
function dyingHost(host: Host, steps: number): Host {
	let left = steps;
	const step = () => {
		left -= 1;
		if (left < 0) {
			throw new Error('killed');
		}
	};
	return {
		...host,
		async exec(argv, options) {
			step();
			const [shell = '', c = '', text = '', ...rest] = argv;
			if (!text.includes('read -r act')) {
				return host.exec(argv, options);
			}

			const dying = text.replace(
				'case $act in',
				`left=$((\${left:-${left}} - 1)); [ $left -ge 0 ] || kill -9 $$; case $act in`,
			);
			const acts = options?.input?.toString().match(/^(begin|done|put|directory|link|remove) /gm)?.length ?? 0;
			const result = await host.exec([shell, c, dying, ...rest], options);
			left -= acts;
			return result;
		},
		async script(text, options) {
			step();
			return host.script(text, options);
		},
		async upload(from, path, mode) {
			step();
			return host.upload(from, path, mode);
		},
		async append(path, line) {
			step();
			return host.append(path, line);
		},
	};
}

test('what a person set in the configuration survives, and what the site changes is brought in around it', async () => {
	const own = await privateSite();
	await apply(own.installation(), own.options(), WRITING);
	const conf = confOf(own);
	const text = await readFile(conf, 'utf8');
	await writeFile(conf, text.replace(/^NODES=.*$/m, 'NODES="node1 node2"'));
	const kept = own.options();
	expect(await apply(own.installation(), kept, WRITING)).toEqual([]);
	expect(kept.messages.find(({ code }) => code === 'HAND_EDIT_KEPT')?.text).toContain('NODES="node1 node2"');

	const changes = await apply(own.installation({ logLevel: 'DEBUG' }), own.options(), WRITING);
	expect(changes.map(({ sentence }) => sentence)).toContainEqual(expect.stringContaining('set by hand (NODES)'));
	const merged = await readFile(conf, 'utf8');
	expect(merged).toContain('NODES="node1 node2"');
	expect(merged).toMatch(/^LOGLEVEL="DEBUG"$/m);
	expect(await apply(own.installation({ logLevel: 'DEBUG' }), own.options(), WRITING)).toEqual([]);
});

test("settings of the web site are the administrator's: what is set in them stays, and nobody is warned of it", async () => {
	const own = await privateSite();
	await apply(own.installation(), own.options(), WRITING);
	const { webProperties } = layout(own.site.eucalyptus);
	const text = await readFile(webProperties, 'utf8');
	expect(text).toContain('\n#cloud-name = Eucalyptus\n');
	const edited = text.replace('#cloud-name = Eucalyptus', 'cloud-name = Mayhem');
	await writeFile(webProperties, edited);
	const again = own.options();
	expect(await apply(own.installation(), again, WRITING)).toEqual([]);
	expect(again.messages.map(({ code }) => code)).not.toContain('HAND_EDIT_KEPT');
	expect(await readFile(webProperties, 'utf8')).toBe(edited);
});

test('a program file that was changed behind our back is put back, and the plan says so', async () => {
	const own = await privateSite();
	await apply(own.installation(), own.options(), WRITING);
	const program = join(own.site.eucalyptus, 'usr/lib/eucalyptus/programs/euca.js');
	await appendFile(program, 'x');
	await chmod(join(own.directory, 'root/etc/init.d/eucalyptus'), 0o600);
	const changes = await apply(own.installation(), own.options(), WRITING);
	expect(changes.map(({ sentence }) => sentence)).toEqual([
		expect.stringMatching(/^repair file .*euca\.js/),
		expect.stringMatching(/^set the mode of .*init\.d\/eucalyptus to 755/),
	]);
	expect(await readFile(program, 'utf8')).toBe('one');
});

test('a file that was there before us is replaced, and nobody is said to have changed it', async () => {
	const own = await privateSite();
	const rotation = join(own.directory, 'root/etc/logrotate.d/eucalyptus');
	await mkdir(dirname(rotation), { recursive: true });
	await writeFile(rotation, 'of a package');
	const sentences = (await apply(own.installation(), own.options(), WRITING)).map(({ sentence }) => sentence);
	expect(sentences).toContainEqual(
		expect.stringMatching(/^replace file .*logrotate.*, which was there before, from a package/),
	);
	expect(sentences.join()).not.toContain('behind our back');
});

test('a new bundle replaces what changed and removes what is gone', async () => {
	const own = await privateSite();
	await apply(own.installation(), own.options(), WRITING);
	await makeBundle(own.bundle, { 'programs/euca.js': 'new', 'node/bin/node': '#!/bin/sh\n' });
	const changes = await apply(own.installation(), own.options(), WRITING);
	const sentences = changes.map(({ sentence }) => sentence);
	expect(sentences).toContainEqual(expect.stringMatching(/^update file .*programs\/euca\.js/));
	expect(sentences).toContainEqual(expect.stringMatching(/^remove .*a\.hbs/));
	expect(await apply(own.installation(), own.options(), WRITING)).toEqual([]);
});

test('a directory where a file should be stops the run and is named', async () => {
	const own = await privateSite();
	await mkdir(confOf(own), { recursive: true });
	await expect(apply(own.installation(), own.options(), WRITING)).rejects.toMatchObject({
		code: 'PATH_IN_THE_WAY',
		message: expect.stringContaining(confOf(own)),
	});
});

test('private keys appear in no message', async () => {
	const own = await privateSite();
	const options = own.options();
	await apply(own.installation(), options, WRITING);
	const secret = await readFile(join(own.site.eucalyptus, 'var/eucalyptus/keys/cloud-pk.pem'), 'utf8');
	const line = secret.split('\n')[3] ?? '';
	expect(line.length).toBeGreaterThan(30);
	expect(JSON.stringify(options.messages)).not.toContain(line);
	const journal = await readFile(join(own.site.eucalyptus, 'var/eucalyptus/installer/journal.jsonl'), 'utf8');
	expect(journal).not.toContain(line);
});

test('a directory of ours that a person moved to another disk and linked serves as well; one that is gone there is told', async () => {
	const own = await privateSite();
	await apply(own.installation(), own.options(), WRITING);
	const disk = join(own.directory, 'disk');
	await rename(own.site.nodeDefaults.instancePath, disk);
	await symlink(disk, own.site.nodeDefaults.instancePath);
	expect(await apply(own.installation(), own.options(), WRITING)).toEqual([]);
	await chmod(disk, 0o700);
	expect(await apply(own.installation(), own.options(), WRITING)).toHaveLength(1);
	expect((await stat(disk)).mode & 0o777).toBe(0o755);
	await rm(disk, { recursive: true });
	await expect(apply(own.installation(), own.options(), WRITING)).rejects.toMatchObject({ code: 'PATH_IN_THE_WAY' });
});
