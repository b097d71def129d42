import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildRpm } from '../../../iso/rpm/build-rpm.ts';
import { problemsOf } from '../../../iso/rpm/old-rpm.ts';
import { pathsOf, readRpm, strings, TAG } from '../../../iso/rpm/read-rpm.ts';
import type { RpmSpec } from '../../../iso/rpm/rpm-spec.ts';
import { run } from '../../../src/common/run.ts';

let work: string;
beforeAll(async () => {
	work = await mkdtemp(join(tmpdir(), 'euca-rpm-test-'));
	await writeFile(join(work, 'program'), '#!/bin/sh\n');
});
afterAll(async () => rm(work, { recursive: true, force: true }));

const spec = (): RpmSpec => ({
	name: 'euca-sample',
	version: '1.1',
	release: '3',
	arch: 'i386',
	summary: 'A sample, 100% of it',
	description: 'Two lines,\n%{one} of them strange.',
	requires: ['euca-other = 1.1-3'],
	scriptlets: { post: 'date +%s\nexit 0\n', preun: '[ "$1" = 0 ] || exit 0' },
	entries: [
		{ kind: 'directory', path: '/opt/sample', mode: 0o700 },
		{ kind: 'file', path: '/opt/sample/program', mode: 0o755, source: { kind: 'local', path: join(work, 'program') } },
		{
			kind: 'file',
			path: '/etc/default/sample',
			mode: 0o640,
			source: { kind: 'text', content: 'A="1"\n' },
			config: true,
		},
		{ kind: 'link', path: '/opt/sample/link', target: 'program' },
	],
});

const BUILD_TIME = 1_795_000_000;
const build = (into: string, change: Partial<RpmSpec> = {}) =>
	buildRpm({ ...spec(), ...change }, { out: join(work, into), buildTime: BUILD_TIME });

describe('a package', () => {
	let path: string;
	beforeAll(async () => {
		path = await build('first');
	});

	test('is called as its header says', () => expect(path).toBe(join(work, 'first/euca-sample-1.1-3.i386.rpm')));

	test('is one that rpm 4.4.2 reads', async () => expect(problemsOf(await readRpm(path), path)).toEqual([]));

	test('lays down what was asked for, with its rights, owned by root', async () => {
		const { stdout } = await run('rpm', ['-qp', '--qf', '[%{FILENAMES} %{FILEMODES:perms} %{FILEUSERNAME}\n]', path]);
		expect(stdout.trim().split('\n')).toEqual([
			'/etc/default/sample -rw-r----- root',
			'/opt/sample drwx------ root',
			'/opt/sample/link lrwxrwxrwx root',
			'/opt/sample/program -rwxr-xr-x root',
		]);
	});

	test('keeps texts as they are, whatever a spec file would make of them', async () => {
		const { header } = await readRpm(path);
		expect(strings(header, TAG.summary)).toEqual(['A sample, 100% of it']);
		expect(strings(header, TAG.description)).toEqual(['Two lines,\n%{one} of them strange.']);
		expect(strings(header, TAG.postIn)).toEqual(['date +%s\nexit 0']);
	});

	test('is the same to the byte when it is built again', async () => {
		expect(await readFile(await build('second'))).toEqual(await readFile(path));
	});

	test('reads the same for us as for the rpm of today', async () => {
		const { header } = await readRpm(path);
		const ask = async (format: string) => (await run('rpm', ['-qp', '--qf', format, path])).stdout.trim().split('\n');
		expect(pathsOf(header)).toEqual(await ask('[%{FILENAMES}\n]'));
		expect(strings(header, TAG.requireName)).toEqual(await ask('[%{REQUIRENAME}\n]'));
		expect(strings(header, TAG.fileDigests)).toEqual((await ask('[-%{FILEMD5S}\n]')).map((line) => line.slice(1)));
	});
});

test('a relocatable package says below what', async () => {
	const { header } = await readRpm(await build('relocatable', { arch: 'noarch', prefix: '/opt' }));
	expect(strings(header, TAG.prefixes)).toEqual(['/opt']);
});

test('a path that a spec file would take apart is refused by name', async () => {
	const entries = [{ kind: 'directory', path: '/opt/a b', mode: 0o755 }] as const;
	await expect(build('strange', { entries })).rejects.toThrow('/opt/a b cannot be a file of the package euca-sample');
});

test('what is not ASCII is refused', async () => {
	await expect(build('strange', { summary: 'Größe' })).rejects.toThrow('must be ASCII');
});

describe('a package that an old rpm would not take is seen', () => {
	const TRADITIONAL = ['_binary_filedigest_algorithm 1', '_binary_payload w6.gzdio'];
	async function built(lines: readonly string[], defines: readonly string[]): Promise<readonly string[]> {
		const directory = await mkdtemp(join(work, 'bad-'));
		const file = join(directory, 'bad.spec');
		const body = ['%description', 'x', '%install', 'mkdir -p %{buildroot}/opt; echo x > %{buildroot}/opt/x'];
		const head = [
			'Name: bad',
			'Version: 1',
			'Release: 1',
			'Summary: x',
			'License: BSD',
			'Group: x',
			'BuildArch: noarch',
		];
		await writeFile(file, [...head, ...lines, ...body, '%files', '/opt/x', ''].join('\n'));
		const all = [`_topdir ${directory}/top`, `_rpmdir ${directory}`, '_build_name_fmt bad-1-1.noarch.rpm', ...defines];
		await run('rpmbuild', ['-bb', '--quiet', ...all.flatMap((define) => ['--define', define]), file]);
		const path = join(directory, 'bad-1-1.noarch.rpm');
		return problemsOf(await readRpm(path), path).map(({ id }) => id);
	}

	test.each([
		['nothing', [], TRADITIONAL, []],
		['digests of today', [], ['_binary_payload w6.gzdio'], ['digests', 'rpmlib']],
		['xz payload', [], ['_binary_filedigest_algorithm 1', '_binary_payload w6.xzdio'], ['payload', 'rpmlib']],
		['rich dependencies', ['Requires: (a or b)'], TRADITIONAL, ['rpmlib', 'dependencies']],
		['a tilde', ['Requires: a >= 1~rc1'], TRADITIONAL, ['rpmlib', 'dependencies']],
		['symbols of libc', ['Requires: libc.so.6(GLIBC_2.34)'], TRADITIONAL, ['symbol-versions']],
	] as const)('%s', async (_what, lines, defines, expected) => expect(await built(lines, defines)).toEqual(expected));

	test('a name that is not that of its header', async () => {
		const path = await build('first');
		const other = join(work, 'other-1.1-3.i386.rpm');
		await writeFile(other, await readFile(path));
		expect(problemsOf(await readRpm(other), other).map(({ id }) => id)).toEqual(['file-name']);
	});

	test('a file that is no package, and one that was cut', async () => {
		const path = join(work, 'none.rpm');
		await writeFile(path, Buffer.alloc(200));
		await expect(readRpm(path)).rejects.toThrow('is not an RPM');
		await writeFile(path, (await readFile(await build('first'))).subarray(0, 900));
		await expect(readRpm(path)).rejects.toThrow('it ends too early');
	});
});

test('a package signed with a key is one that rpm verifies with it, and that rpm 4.4.2 still reads', async () => {
	const home = await mkdtemp(join(tmpdir(), 'euca-gpg-'));
	const before = process.env['HOME'];
	process.env['HOME'] = home;
	try {
		const key = ['--batch', '--passphrase', '', '--quick-gen-key', 'Roll <roll@example.org>', 'rsa2048', 'sign'];
		await run('gpg', key, { timeoutMs: 60_000 });
		const options = { out: join(work, 'signed'), buildTime: BUILD_TIME, signWith: 'roll@example.org' };
		const path = await buildRpm(spec(), options);
		expect(problemsOf(await readRpm(path), path)).toEqual([]);
		const { stdout } = await run('gpg', ['--armor', '--export', 'roll@example.org']);
		await writeFile(join(home, 'key.asc'), stdout);
		const db = ['--dbpath', join(home, 'rpmdb')];
		await run('rpm', [...db, '--import', join(home, 'key.asc')]);
		const verdict = await run('rpm', [...db, '-Kv', path], { okCodes: [0, 1] });
		expect(verdict.stdout).toMatch(/Header V4 RSA\/\w+ Signature, key ID \w+: OK/);
		expect(verdict.exitCode).toBe(0);
	} finally {
		process.env['HOME'] = before;
		await run('gpgconf', ['--homedir', join(home, '.gnupg'), '--kill', 'all'], { okCodes: [0, 1, 2] });
		await rm(home, { recursive: true, force: true });
	}
});
