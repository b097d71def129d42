import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageFile, runtimePackages, unpackPackages } from '../../../scripts/runtime/debian-packages.ts';
import { sumsOf, testedLibraries } from '../../../scripts/runtime/fstat.ts';
import { raisedList } from '../../../scripts/runtime/newer-libraries.ts';
import { CHANGED } from '../../../scripts/runtime/x86-64.ts';
import { type Checkout, laterVersion, ownCheckout } from './debian-that-offers.ts';

test('a list is raised where Debian has something newer, and keeps its remarks', () => {
	const list = '# exactly these: libc6=1\nlibc6=2.36-9+deb12u14\nlibc6-dev=1\nzlib1g=1:1.2.13.dfsg-1\n';
	expect(raisedList(list, new Map([['libc6', '2.36-9+deb12u15']]))).toBe(
		'# exactly these: libc6=1\nlibc6=2.36-9+deb12u15\nlibc6-dev=1\nzlib1g=1:1.2.13.dfsg-1\n',
	);
});

test('the checksums that are found for the present libraries are those that are recorded', async () => {
	const work = await mkdtemp(join(tmpdir(), 'euca-sums-'));
	try {
		await unpackPackages('x86_64', await runtimePackages('x86_64'), work);
		const paths = CHANGED.map((name) => join(work, 'lib/x86_64-linux-gnu', name));
		expect(await sumsOf(paths)).toEqual(await testedLibraries());
	} finally {
		await rm(work, { recursive: true });
	}
});

describe('make newer-libraries', () => {
	let checkout: Checkout;
	let libc: string;
	beforeAll(async () => {
		checkout = await ownCheckout();
		const [entry = ''] = (await runtimePackages('x86_64')).filter((name) => name.startsWith('libc6='));
		libc = await packageFile('x86_64', entry);
	});
	afterAll(() => checkout?.remove());

	test('changes nothing where Debian has nothing newer, nor where it does not offer a package any more', async () => {
		expect(await checkout.newerLibraries([libc])).toMatchObject({
			exitCode: 0,
			stdout: expect.stringContaining('the libraries are those that Debian offers\n'),
		});
		expect(await checkout.changes()).toBe('');
	});

	test('refuses a library that does not work under the kernels of old, says why, and leaves all as it was', async () => {
		const version = '2.36-9+deb12u99';
		// It waits for events by a system call of Linux 5.11; its fstat is as it always was.
		const broken = await laterVersion(libc, {
			...{ version, file: 'lib/x86_64-linux-gnu/libc.so.6', into: checkout.directory },
			change: (bytes) => callInstead(bytes, EPOLL_CREATE1, EPOLL_PWAIT2),
		});
		const { exitCode, stdout, stderr } = await checkout.newerLibraries([broken]);
		expect(stdout).toMatch(/libc6 \S+ -> 2\.36-9\+deb12u99 \(x86_64\)\n[\s\S]*under the kernels of old\n/);
		expect(stderr).toMatch(
			/^the newer libraries cannot be taken: .*\(libc6 .*\) do not prove themselves under the kernels/,
		);
		expect(stderr).toMatch(
			/: everything that the programs need works on 2\.6\.32: .*exercise\.mjs was ended by signal SIGABRT\n/,
		);
		expect(exitCode).toBe(1);
		expect(await checkout.changes()).toBe('');
	});

	test('refuses a library whose fstat is another one, before anything is tried', async () => {
		const version = '2.36-9+deb12u98';
		const other = await laterVersion(libc, {
			...{ version, file: 'lib/x86_64-linux-gnu/libc.so.6', into: checkout.directory },
			change: (bytes) => callInstead(bytes, NEWFSTATAT, STATX),
		});
		const { exitCode, stdout, stderr } = await checkout.newerLibraries([other]);
		expect(stderr).toContain('libc.so.6: the code of fstat that has to be changed');
		expect(stdout).not.toContain('trying Node');
		expect(exitCode).toBe(1);
		expect(await checkout.changes()).toBe('');
	});
});

const NEWFSTATAT = 262;
const EPOLL_CREATE1 = 291;
const STATX = 332;
const EPOLL_PWAIT2 = 441;

/** Every `mov eax,NUMBER; syscall` with another number. */
function callInstead(library: Buffer, was: number, is: number): Buffer {
	const call = (number: number) => Buffer.from([0xb8, number & 255, number >> 8, 0, 0, 0x0f, 0x05]);
	const changed = Buffer.from(library);
	let count = 0;
	for (let at = changed.indexOf(call(was)); at !== -1; at = changed.indexOf(call(was), at + 1)) {
		call(is).copy(changed, at);
		count += 1;
	}

	expect(count).toBeGreaterThan(0);
	return changed;
}
