import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/common/clock.ts';
import { silentLog } from '../../../../src/common/log.ts';
import { run } from '../../../../src/common/run.ts';
import type { DiskOrder, Disks } from '../../../../src/runtime/node/disks/disks.ts';
import { localDisks } from '../../../../src/runtime/node/disks/local-disks.ts';
import { fileSource } from '../../../../src/runtime/node/disks/sources/file.ts';
import { httpSource } from '../../../../src/runtime/node/disks/sources/http.ts';
import { temporaryDirectory } from '../node-bench.ts';
import { expectClean, type FileSystem, flatten, locationOf, makeImage, readInside } from './images.ts';

const KEY = 'ssh-rsa AAAAB3NzaC1yc2EAAA alice@example';
const never = new AbortController().signal;
let directory = '';
let instancePath = '';
let disks: Disks;

beforeEach(async () => {
	directory = temporaryDirectory();
	instancePath = join(directory, 'instances');
	mkdirSync(instancePath);
	disks = await open();
	writeFileSync(join(directory, 'vmlinuz'), 'a kernel');
	writeFileSync(join(directory, 'initrd'), 'a ramdisk');
});

async function open(cacheMb = 1000): Promise<Disks> {
	const sources = [fileSource, httpSource(undefined, systemClock)];
	const opened = localDisks({ instancePath, cacheMb, sources, log: silentLog });
	await opened.open();
	return opened;
}

async function order(image: string, changes: Partial<DiskOrder> = {}): Promise<DiskOrder> {
	const instanceId = changes.instanceId ?? 'i-00000001';
	const own = join(instancePath, 'alice', instanceId);
	mkdirSync(own, { recursive: true });
	return {
		instanceId,
		directory: own,
		root: { id: 'emi-00000001', url: await locationOf(image) },
		kernel: { id: 'eki-00000001', url: await locationOf(join(directory, 'vmlinuz')) },
		ramdisk: undefined,
		diskGb: 0,
		swapMb: 0,
		rootFormat: 'qcow2',
		publicKey: KEY,
		...changes,
	};
}

const cacheFile = (name: string) => join(instancePath, 'eucalyptus/cache/emi-00000001', name);

/** The root disk of an order as a plain file. */
async function rootOf({ directory: own, rootFormat }: DiskOrder): Promise<string> {
	return rootFormat === 'raw' ? join(own, 'root') : flatten(join(own, 'root'), join(directory, 'flat.img'));
}

const kinds = (['ext2', 'ext3', 'ext4'] as const).flatMap((type) =>
	(['qcow2', 'raw'] as const).map((format) => [type, format] as const),
);

test.each(kinds)(
	'%s, %s: the key gets in where /root is missing, with the rights sshd wants',
	async (type, rootFormat) => {
		const image = await makeImage(directory, type, 32, (root) => writeFileSync(join(root, 'hello'), 'world'));
		const wanted = await order(image, { rootFormat });
		await disks.prepare(wanted, never);
		const flat = await rootOf(wanted);
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
	const image = await makeImage(directory, type, 32, (root) => {
		mkdirSync(join(root, 'root/.ssh'), { recursive: true });
		writeFileSync(join(root, 'root/.ssh/authorized_keys'), many);
	});
	const wanted = await order(image, { rootFormat });
	await disks.prepare(wanted, never);
	const flat = await rootOf(wanted);
	await expectClean(flat);
	expect((await readInside(flat, '/root/.ssh/authorized_keys')).text).toBe(`${many}\n${KEY}\n`);
	expect(await readInside(image, '/root/.ssh/authorized_keys')).toMatchObject({ text: many });
});

test.each(['qcow2', 'raw'] as const)(
	'%s: links in the image are refused and lead nowhere on the host',
	async (rootFormat) => {
		const trap = join(directory, 'trap');
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
			const image = await makeImage(directory, 'ext3', 16, (root) => void make(root), `${name}.img`);
			const wanted = await order(image, { rootFormat, root: { id: `emi-${name}`, url: await locationOf(image) } });
			await expect(disks.prepare(wanted, never)).rejects.toThrow(/is a symlink, not a/);
			expect(readdirSync(wanted.directory)).toEqual([]);
		}

		expect(readdirSync(trap)).toEqual([]);
	},
);

test('a file system that was not unmounted cleanly, and one that is none, are told apart', async () => {
	const image = await makeImage(directory, 'ext3', 16, () => {});
	await run('debugfs', ['-w', '-R', 'feature needs_recovery', image]);
	await expect(disks.prepare(await order(image), never)).rejects.toThrow('was not unmounted cleanly');
	const other = join(directory, 'other.img');
	writeFileSync(other, 'x'.repeat(100_000));
	const wanted = await order(other, { root: { id: 'emi-2', url: await locationOf(other) } });
	await expect(disks.prepare(wanted, never)).rejects.toThrow('it is not a bare ext2, ext3 or ext4 file system');
	await disks.prepare({ ...wanted, publicKey: '' }, never);
});

test('a full file system in the image is a clear error', async () => {
	const image = await makeImage(directory, 'ext2', 1, (root) => writeFileSync(join(root, 'big'), 'x'.repeat(900_000)));
	await run('debugfs', ['-w', '-f', '-', image], { input: 'write /bin/ls more\nwrite /bin/ls more2\n' });
	await expect(disks.prepare(await order(image), never)).rejects.toThrow(
		/the key cannot be put into image emi-00000001/,
	);
});

test('the second start of a large image copies nothing: it shares the cached file', async () => {
	const image = await makeImage(directory, 'ext4', 256, (root) =>
		writeFileSync(join(root, 'data'), 'x'.repeat(5_000_000)),
	);
	await disks.prepare(await order(image), never);
	const second = await order(image, { instanceId: 'i-00000002' });
	await disks.prepare(second, never);
	expect(statSync(join(second.directory, 'root.base')).ino).toBe(statSync(cacheFile('root')).ino);
	expect(statSync(cacheFile('root')).blocks * 512).toBeLessThan(200_000_000);
	expect((await disks.capacity()).usedByInstancesBytes).toBeLessThan(3_000_000);
});

test('parallel starts of one image fetch it once', async () => {
	const image = await makeImage(directory, 'ext2', 8, () => {});
	const bytes = readFileSync(image);
	let fetched = 0;
	const url = await serve((_, response) => {
		fetched += 1;
		response.writeHead(200, { 'content-length': bytes.length });
		setTimeout(() => response.end(bytes), 50);
	});
	const root = { id: 'emi-00000001', url: `${url}#${(await locationOf(image)).split('#')[1]}` };
	await Promise.all(
		['i-00000001', 'i-00000002', 'i-00000003'].map(async (instanceId) =>
			disks.prepare(await order(image, { instanceId, root }), never),
		),
	);
	expect(fetched).toBe(1);
});

test('a changed image under the same id is fetched again, and running instances keep the old one', async () => {
	const image = await makeImage(directory, 'ext2', 8, (root) => writeFileSync(join(root, 'v'), 'one'));
	const first = await order(image);
	await disks.prepare(first, never);
	const changed = await makeImage(directory, 'ext2', 8, (root) => writeFileSync(join(root, 'v'), 'two'), 'new.img');
	const second = await order(changed, { instanceId: 'i-00000002' });
	await disks.prepare(second, never);
	expect((await readInside(await rootOf(first), '/v')).text).toBe('one');
	expect((await readInside(await rootOf(second), '/v')).text).toBe('two');
});

test('missing, wrong and unlocated images are clear errors and leave nothing', async () => {
	const image = await makeImage(directory, 'ext2', 8, () => {});
	const url = await locationOf(image);
	const attempt = async (root: string) =>
		disks.prepare(await order(image, { root: { id: 'emi-00000001', url: root } }), never);
	await expect(attempt('file:///nowhere/x.img#sha256='.padEnd(93, '0'))).rejects.toThrow(
		'image emi-00000001 cannot be read at file:///nowhere/x.img: ENOENT',
	);
	await expect(attempt(url.slice(0, url.indexOf('#')))).rejects.toThrow('it has no #sha256= with 64 hex digits');
	await expect(attempt('ftp://host/x#sha256='.padEnd(84, '0'))).rejects.toThrow('images do not come from ftp:');
	await expect(attempt('file:///dev/zero#sha256='.padEnd(88, '0'))).rejects.toThrow('it is not a regular file');
	truncateSync(image, 4 * 1_048_576);
	await expect(attempt(url)).rejects.toThrow(/is not what was registered: its SHA-256 is/);
	expect(readdirSync(join(instancePath, 'eucalyptus/cache/emi-00000001'))).toEqual([]);
	expect(readdirSync(join(instancePath, 'alice/i-00000001'))).toEqual([]);
});

test('a server that breaks off, refuses or announces too much is a clear error', async () => {
	const image = await makeImage(directory, 'ext2', 8, () => {});
	const digest = (await locationOf(image)).split('#')[1] ?? '';
	const url = await serve((path, response) => {
		if (path === '/refused') {
			response.writeHead(403).end('the signature does not fit\n');
		} else {
			response.writeHead(200, { 'content-length': 1_000_000 });
			response.write('x'.repeat(1000));
			setTimeout(() => response.destroy(), 20);
		}
	});
	const attempt = async (path: string) =>
		disks.prepare(await order(image, { root: { id: 'emi-00000001', url: `${url}${path}#${digest}` } }), never);
	await expect(attempt('/refused')).rejects.toThrow('the server answered 403: the signature does not fit');
	await expect(attempt('/short')).rejects.toThrow('the connection broke off');
});

test('the least recently used image leaves the cache; instances that use it do not notice', async () => {
	const small = await open(3);
	const orders = [];
	for (const n of [1, 2, 3]) {
		const fill = (root: string) => writeFileSync(join(root, 'data'), Buffer.alloc(1_200_000, n));
		const image = await makeImage(directory, 'ext2', 8, fill, `${n}.img`);
		const wanted = await order(image, {
			instanceId: `i-0000000${n}`,
			root: { id: `emi-${n}`, url: await locationOf(image) },
		});
		await small.prepare(wanted, never);
		orders.push(wanted);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}

	const cached = (n: number) => existsSync(join(instancePath, `eucalyptus/cache/emi-${n}/root`));
	expect([cached(1), cached(2), cached(3)]).toEqual([false, true, true]);
	const [first] = orders;
	if (first !== undefined) {
		await expectClean(await rootOf(first));
	}
});

test('without a cache the instance gets its own copy', async () => {
	const image = await makeImage(directory, 'ext3', 8, () => {});
	const wanted = await order(image);
	await (await open(0)).prepare(wanted, never);
	await expectClean(await rootOf(wanted));
	expect(readdirSync(join(instancePath, 'eucalyptus/cache'))).toEqual([]);
});

test('what a killed process left in the cache is removed at the next start', async () => {
	const image = await makeImage(directory, 'ext2', 8, () => {});
	await disks.prepare(await order(image), never);
	writeFileSync(cacheFile('kernel'), 'half');
	writeFileSync(cacheFile('ramdisk-staging'), 'half');
	await open();
	expect(readdirSync(join(instancePath, 'eucalyptus/cache/emi-00000001')).sort()).toEqual([
		'root',
		'root-digest',
		'root.meta',
	]);
	truncateSync(cacheFile('root'), 100);
	await open();
	expect(existsSync(cacheFile('root'))).toBe(false);
});

test('swap and ephemeral disk are sparse and usable, and the ramdisk is there when asked for', async () => {
	const image = await makeImage(directory, 'ext3', 16, () => {});
	const ramdisk = { id: 'eri-1', url: await locationOf(join(directory, 'initrd')) };
	const wanted = await order(image, { diskGb: 10, swapMb: 64, ramdisk });
	expect(await disks.prepare(wanted, never)).toEqual({ hasRamdisk: true, hasSwap: true, hasEphemeral: true });
	const at = (name: string) => join(wanted.directory, name);
	expect(readFileSync(at('ramdisk'), 'utf8')).toBe('a ramdisk');
	expect(readFileSync(at('swap')).subarray(4086, 4096).toString()).toBe('SWAPSPACE2');
	await expectClean(at('ephemeral'));
	expect(statSync(at('ephemeral')).size).toBe(10 * 1024 ** 3 - 16 * 1_048_576);
	expect((await disks.capacity()).usedByInstancesBytes).toBeLessThan(20_000_000);
	await disks.prepare(wanted, never); // again, as after a crash
	await disks.remove(wanted.directory);
	expect(existsSync(join(instancePath, 'alice'))).toBe(false);
});

test('an image larger than its type is refused', async () => {
	const image = await makeImage(directory, 'ext2', 8, () => {});
	await expect(disks.prepare(await order(image, { diskGb: 0.001 }), never)).rejects.toThrow('more than the 0.001 GB');
});

test('an aborted preparation stops at once and leaves nothing; who waits for the same image goes on', async () => {
	const image = await makeImage(directory, 'ext2' satisfies FileSystem, 8, () => {});
	const bytes = readFileSync(image);
	const [asked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	const url = await serve((_, response) => {
		response.writeHead(200, { 'content-length': bytes.length });
		response.write(bytes.subarray(0, 1000));
		asked.resolve();
		void released.promise.then(() => response.end(bytes.subarray(1000)));
	});
	const root = { id: 'emi-00000001', url: `${url}#${(await locationOf(image)).split('#')[1]}` };
	const controller = new AbortController();
	const aborted = await order(image, { root });
	const first = disks.prepare(aborted, controller.signal);
	const second = await order(image, { root, instanceId: 'i-00000002' });
	const waiting = disks.prepare(second, never);
	await asked.promise;
	await new Promise((resolve) => setTimeout(resolve, 50));
	controller.abort();
	await expect(first).rejects.toThrow();
	expect(readdirSync(aborted.directory)).toEqual([]);
	await new Promise((resolve) => setTimeout(resolve, 50));
	released.resolve();
	await waiting;
	await expectClean(await rootOf(second));
});

test('a full disk is a clear error, and everything is cleaned', async () => {
	const image = await makeImage(directory, 'ext3', 16, (root) => writeFileSync(join(root, 'd'), 'x'.repeat(8_000_000)));
	const script = `mount -t tmpfs -o size=4m t "$1" && cd "$2" && exec "$3" test/runtime/node/disks/fixtures/prepare.ts "$1" "$4"`;
	const repository = join(import.meta.dirname, '../../../..');
	const { stdout } = await run(
		'unshare',
		['-m', 'sh', '-c', script, 'sh', instancePath, repository, process.execPath, await locationOf(image)],
		{ timeoutMs: 20_000 },
	);
	expect(stdout).toMatch(/the disk of .* is full: instance i-00000001 needs \d+ bytes, \d+ are free/);
	expect(stdout).toContain('left: []');
});

async function serve(handle: (path: string, response: import('node:http').ServerResponse) => void): Promise<string> {
	const server = createServer((request, response) => handle(request.url ?? '', response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
