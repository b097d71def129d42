import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../../src/common/run.ts';
import { KEY, never, useDiskBench } from './disk-bench.ts';
import { expectClean, locationOf, makeImage, readInside } from './images.ts';

const bench = useDiskBench();

const kinds = (['ext2', 'ext3', 'ext4'] as const).flatMap((type) =>
	(['qcow2', 'raw'] as const).map((format) => [type, format] as const),
);

test.each(kinds)(
	'%s, %s: the key gets in where /root is missing, with the rights sshd wants',
	async (type, rootFormat) => {
		const image = await makeImage(bench.directory, type, 32, (root) => writeFileSync(join(root, 'hello'), 'world'));
		const wanted = await bench.order(image, { rootFormat });
		await bench.disks.prepare(wanted, never);
		const flat = await bench.rootOf(wanted);
		await expectClean(flat);
		expect(await readInside(flat, '/root/.ssh/authorized_keys')).toEqual({ text: `${KEY}\n`, mode: '0600 0:0' });
		expect((await readInside(flat, '/root')).mode).toBe('0700 0:0');
		expect((await readInside(flat, '/root/.ssh')).mode).toBe('0700 0:0');
		expect((await readInside(flat, '/hello')).text).toBe('world');
		expect(readdirSync(wanted.directory).sort()).toEqual(
			rootFormat === 'raw' ? ['kernel', 'root'] : ['kernel', 'root', 'root.base'],
		);
	},
);

test.each(kinds)('%s, %s: keys that are there already stay, also without a line end', async (type, rootFormat) => {
	const many = Array.from({ length: 300 }, (_, n) => `ssh-rsa AAAA${n} user${n}`).join('\n');
	const image = await makeImage(bench.directory, type, 32, (root) => {
		mkdirSync(join(root, 'root/.ssh'), { recursive: true });
		writeFileSync(join(root, 'root/.ssh/authorized_keys'), many);
	});
	const wanted = await bench.order(image, { rootFormat });
	await bench.disks.prepare(wanted, never);
	const flat = await bench.rootOf(wanted);
	await expectClean(flat);
	expect((await readInside(flat, '/root/.ssh/authorized_keys')).text).toBe(`${many}\n${KEY}\n`);
	expect(await readInside(image, '/root/.ssh/authorized_keys')).toMatchObject({ text: many });
});

test.each(['qcow2', 'raw'] as const)(
	'%s: links in the image are refused and lead nowhere on the host',
	async (rootFormat) => {
		const trap = join(bench.directory, 'trap');
		mkdirSync(trap);
		for (const [name, make] of [
			['root', (root: string) => symlinkSync(trap, join(root, 'root'))],
			['.ssh', (root: string) => [mkdirSync(join(root, 'root')), symlinkSync(trap, join(root, 'root/.ssh'))]],
			[
				'authorized_keys',
				(root: string) => [
					mkdirSync(join(root, 'root/.ssh'), { recursive: true }),
					symlinkSync(join(trap, 'x'), join(root, 'root/.ssh/authorized_keys')),
				],
			],
		] as const) {
			const image = await makeImage(bench.directory, 'ext3', 16, (root) => void make(root), `${name}.img`);
			const wanted = await bench.order(image, {
				rootFormat,
				root: { id: `emi-${name}`, url: await locationOf(image) },
			});
			await expect(bench.disks.prepare(wanted, never)).rejects.toThrow(/is a symlink, not a/);
			expect(readdirSync(wanted.directory)).toEqual([]);
		}

		expect(readdirSync(trap)).toEqual([]);
	},
);

test('a file system that was not unmounted cleanly, and one that is none, are told apart', async () => {
	const image = await makeImage(bench.directory, 'ext3', 16, () => {});
	await run('debugfs', ['-w', '-R', 'feature needs_recovery', image]);
	await expect(bench.disks.prepare(await bench.order(image), never)).rejects.toThrow('was not unmounted cleanly');
	const other = join(bench.directory, 'other.img');
	writeFileSync(other, 'x'.repeat(100_000));
	const wanted = await bench.order(other, { root: { id: 'emi-2', url: await locationOf(other) } });
	await expect(bench.disks.prepare(wanted, never)).rejects.toThrow('it is not a bare ext2, ext3 or ext4 file system');
	await bench.disks.prepare({ ...wanted, publicKey: '' }, never);
});

test('a full file system in the image is a clear error', async () => {
	const image = await makeImage(bench.directory, 'ext2', 1, (root) =>
		writeFileSync(join(root, 'big'), 'x'.repeat(900_000)),
	);
	await run('debugfs', ['-w', '-f', '-', image], { input: 'write /bin/ls more\nwrite /bin/ls more2\n' });
	await expect(bench.disks.prepare(await bench.order(image), never)).rejects.toThrow(
		/the key cannot be put into image emi-00000001/,
	);
});

test('swap and ephemeral disk are sparse and usable, and the ramdisk is there when asked for', async () => {
	const image = await makeImage(bench.directory, 'ext3', 16, () => {});
	const ramdisk = { id: 'eri-1', url: await locationOf(join(bench.directory, 'initrd')) };
	const wanted = await bench.order(image, { diskGb: 10, swapMb: 64, ramdisk });
	expect(await bench.disks.prepare(wanted, never)).toEqual({ hasRamdisk: true, hasSwap: true, hasEphemeral: true });
	const at = (name: string) => join(wanted.directory, name);
	expect(readFileSync(at('ramdisk'), 'utf8')).toBe('a ramdisk');
	expect(readFileSync(at('swap')).subarray(4086, 4096).toString()).toBe('SWAPSPACE2');
	await expectClean(at('ephemeral'));
	expect(statSync(at('ephemeral')).size).toBe(10 * 1024 ** 3 - 16 * 1_048_576);
	expect((await bench.disks.capacity()).usedByInstancesBytes).toBeLessThan(20_000_000);
	await bench.disks.prepare(wanted, never); // again, as after a crash
	await bench.disks.remove(wanted.directory);
	expect(existsSync(join(bench.instancePath, 'alice'))).toBe(false);
});

test('an image larger than its type is refused', async () => {
	const image = await makeImage(bench.directory, 'ext2', 8, () => {});
	await expect(bench.disks.prepare(await bench.order(image, { diskGb: 0.001 }), never)).rejects.toThrow(
		'more than the 0.001 GB',
	);
});

test('a full disk is a clear error, and everything is cleaned', async () => {
	const image = await makeImage(bench.directory, 'ext3', 16, (root) =>
		writeFileSync(join(root, 'd'), 'x'.repeat(8_000_000)),
	);
	const script = `mount -t tmpfs -o size=4m t "$1" && cd "$2" && exec "$3" test/runtime/node/disks/fixtures/prepare.ts "$1" "$4"`;
	const repository = join(import.meta.dirname, '../../../..');
	const { stdout } = await run(
		'unshare',
		['-m', 'sh', '-c', script, 'sh', bench.instancePath, repository, process.execPath, await locationOf(image)],
		{ timeoutMs: 20_000 },
	);
	expect(stdout).toMatch(/the disk of .* is full: instance i-00000001 needs \d+ bytes, \d+ are free/);
	expect(stdout).toContain('left: []');
});
