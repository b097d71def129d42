import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { never, serve, useDiskBench } from './disk-bench.ts';
import { expectClean, type FileSystem, locationOf, makeImage, readInside } from './images.ts';

const bench = useDiskBench();

test('the second start of a large image copies nothing: it shares the cached file', async () => {
	const image = await makeImage(bench.directory, 'ext4', 256, (root) =>
		writeFileSync(join(root, 'data'), 'x'.repeat(5_000_000)),
	);
	await bench.disks.prepare(await bench.order(image), never);
	const second = await bench.order(image, { instanceId: 'i-00000002' });
	await bench.disks.prepare(second, never);
	expect(statSync(join(second.directory, 'root.base')).ino).toBe(statSync(bench.cacheFile('root')).ino);
	expect(statSync(bench.cacheFile('root')).blocks * 512).toBeLessThan(200_000_000);
	expect((await bench.disks.capacity()).usedByInstancesBytes).toBeLessThan(3_000_000);
});

test('parallel starts of one image fetch it once', async () => {
	const image = await makeImage(bench.directory, 'ext2', 8, () => {});
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
			bench.disks.prepare(await bench.order(image, { instanceId, root }), never),
		),
	);
	expect(fetched).toBe(1);
});

test('a changed image under the same id is fetched again, and running instances keep the old one', async () => {
	const image = await makeImage(bench.directory, 'ext2', 8, (root) => writeFileSync(join(root, 'v'), 'one'));
	const first = await bench.order(image);
	await bench.disks.prepare(first, never);
	const changed = await makeImage(
		bench.directory,
		'ext2',
		8,
		(root) => writeFileSync(join(root, 'v'), 'two'),
		'new.img',
	);
	const second = await bench.order(changed, { instanceId: 'i-00000002' });
	await bench.disks.prepare(second, never);
	expect((await readInside(await bench.rootOf(first), '/v')).text).toBe('one');
	expect((await readInside(await bench.rootOf(second), '/v')).text).toBe('two');
});

test('missing, wrong and unlocated images are clear errors and leave nothing', async () => {
	const image = await makeImage(bench.directory, 'ext2', 8, () => {});
	const url = await locationOf(image);
	const attempt = async (root: string) =>
		bench.disks.prepare(await bench.order(image, { root: { id: 'emi-00000001', url: root } }), never);
	await expect(attempt('file:///nowhere/x.img#sha256='.padEnd(93, '0'))).rejects.toThrow(
		'image emi-00000001 cannot be read at file:///nowhere/x.img: ENOENT',
	);
	await expect(attempt(url.slice(0, url.indexOf('#')))).rejects.toThrow('it has no #sha256= with 64 hex digits');
	await expect(attempt('ftp://host/x#sha256='.padEnd(84, '0'))).rejects.toThrow('images do not come from ftp:');
	await expect(attempt('file:///dev/zero#sha256='.padEnd(88, '0'))).rejects.toThrow('it is not a regular file');
	truncateSync(image, 4 * 1_048_576);
	await expect(attempt(url)).rejects.toThrow(/is not what was registered: its SHA-256 is/);
	expect(readdirSync(join(bench.instancePath, 'eucalyptus/cache/emi-00000001'))).toEqual([]);
	expect(readdirSync(join(bench.instancePath, 'alice/i-00000001'))).toEqual([]);
});

test('a server that breaks off, refuses or announces too much is a clear error', async () => {
	const image = await makeImage(bench.directory, 'ext2', 8, () => {});
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
		bench.disks.prepare(
			await bench.order(image, { root: { id: 'emi-00000001', url: `${url}${path}#${digest}` } }),
			never,
		);
	await expect(attempt('/refused')).rejects.toThrow('the server answered 403: the signature does not fit');
	await expect(attempt('/short')).rejects.toThrow('the connection broke off');
});

test('the least recently used image leaves the cache; instances that use it do not notice', async () => {
	const small = await bench.open(3);
	const orders = [];
	for (const n of [1, 2, 3]) {
		const fill = (root: string) => writeFileSync(join(root, 'data'), Buffer.alloc(1_200_000, n));
		const image = await makeImage(bench.directory, 'ext2', 8, fill, `${n}.img`);
		const wanted = await bench.order(image, {
			instanceId: `i-0000000${n}`,
			root: { id: `emi-${n}`, url: await locationOf(image) },
		});
		await small.prepare(wanted, never);
		orders.push(wanted);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}

	const cached = (n: number) => existsSync(join(bench.instancePath, `eucalyptus/cache/emi-${n}/root`));
	expect([cached(1), cached(2), cached(3)]).toEqual([false, true, true]);
	const [first] = orders;
	if (first !== undefined) {
		await expectClean(await bench.rootOf(first));
	}
});

test('without a cache the instance gets its own copy', async () => {
	const image = await makeImage(bench.directory, 'ext3', 8, () => {});
	const wanted = await bench.order(image);
	await (await bench.open(0)).prepare(wanted, never);
	await expectClean(await bench.rootOf(wanted));
	expect(readdirSync(join(bench.instancePath, 'eucalyptus/cache'))).toEqual([]);
});

test('what a killed process left in the cache is removed at the next start', async () => {
	const image = await makeImage(bench.directory, 'ext2', 8, () => {});
	await bench.disks.prepare(await bench.order(image), never);
	writeFileSync(bench.cacheFile('kernel'), 'half');
	writeFileSync(bench.cacheFile('ramdisk-staging'), 'half');
	await bench.open();
	expect(readdirSync(join(bench.instancePath, 'eucalyptus/cache/emi-00000001')).sort()).toEqual([
		'root',
		'root-digest',
		'root.meta',
	]);
	truncateSync(bench.cacheFile('root'), 100);
	await bench.open();
	expect(existsSync(bench.cacheFile('root'))).toBe(false);
});

test('an aborted preparation stops at once and leaves nothing; who waits for the same image goes on', async () => {
	const image = await makeImage(bench.directory, 'ext2' satisfies FileSystem, 8, () => {});
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
	const aborted = await bench.order(image, { root });
	const first = bench.disks.prepare(aborted, controller.signal);
	const second = await bench.order(image, { root, instanceId: 'i-00000002' });
	const waiting = bench.disks.prepare(second, never);
	await asked.promise;
	await new Promise((resolve) => setTimeout(resolve, 50));
	controller.abort();
	await expect(first).rejects.toThrow();
	expect(readdirSync(aborted.directory)).toEqual([]);
	await new Promise((resolve) => setTimeout(resolve, 50));
	released.resolve();
	await waiting;
	await expectClean(await bench.rootOf(second));
});
