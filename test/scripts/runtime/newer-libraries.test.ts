import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runtimePackages, unpackPackages } from '../../../scripts/runtime/debian-packages.ts';
import { sumsOf, testedLibraries } from '../../../scripts/runtime/fstat.ts';
import { raisedList } from '../../../scripts/runtime/newer-libraries.ts';
import { CHANGED } from '../../../scripts/runtime/x86-64.ts';

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
