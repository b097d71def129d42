import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openIso } from '../../iso/image/read-iso.ts';
import { writeIso } from '../../iso/image/write-iso.ts';
import { judgeRoll } from '../../iso/rules/index.ts';
import { run } from '../../src/common/run.ts';
import { BUILD_TIME, openWorkshop, type RollWorkshop } from './support/tiny-roll.ts';

let workshop: RollWorkshop;
let iso: string;

beforeAll(async () => {
	workshop = await openWorkshop({ rocks: '5.0', arch: 'x86_64', buildTime: BUILD_TIME });
	iso = await workshop.write();
});
afterAll(() => rmSync(workshop.directory, { recursive: true, force: true }));

describe('the image of a roll', () => {
	it('is the same to the byte when it is built again later', async () => {
		const first = readFileSync(iso);
		await new Promise((resolve) => setTimeout(resolve, 1100)); // volume dates count hundredths of seconds, files seconds
		const again = await openWorkshop({ rocks: '5.0', arch: 'x86_64', buildTime: BUILD_TIME });
		try {
			expect(readFileSync(await again.write()).equals(first)).toBe(true);
		} finally {
			rmSync(again.directory, { recursive: true });
		}
	});

	it('is read by our own reader as by xorriso', async () => {
		const { stdout } = await run('xorriso', ['-indev', iso, '-find', '/', '-exec', 'echo']);
		const theirs = stdout.split('\n').flatMap((line) => /^'\/(.+)'$/.exec(line)?.[1] ?? []);
		const image = openIso(iso);
		try {
			expect(image.entries.map(({ path }) => path).sort()).toEqual(theirs.sort());
			expect(image).toMatchObject({ label: 'eucalyptus disk1', hasRockRidge: true });
			expect(new Set(image.entries.map(({ time }) => time))).toEqual(new Set([BUILD_TIME * 1000]));
			const discinfo = image.entries.find(({ path }) => path === '.discinfo');
			expect(discinfo?.read().toString()).toBe(`${BUILD_TIME}.000000\neucalyptus\nx86_64\n1\n`);
		} finally {
			image.close();
		}
	});

	it('holds packages that bear the time of the build, by which Rocks chooses among them', async () => {
		const { stdout } = await run('xorriso', ['-indev', iso, '-find', '/', '-name', '*.rpm', '-exec', 'lsdl'], {
			env: { TZ: 'UTC' },
		});
		expect(stdout.match(/^-r--r--r--.* Jul +1 +2008 /gm)).toHaveLength(6);
	});

	it('is as good from genisoimage, where there is no xorriso', async () => {
		const out = join(workshop.directory, 'other');
		await run('mkdir', ['-p', out]);
		const path = join(out, 'eucalyptus-5.0-1.x86_64.disk1.iso');
		const options = { tree: workshop.tree, out: path, label: 'eucalyptus disk1', buildTime: BUILD_TIME };
		expect(await writeIso({ ...options, program: 'genisoimage' })).toBe('genisoimage');
		expect((await judgeRoll(path)).findings).toEqual([]);
	});
});

describe('iso/check', () => {
	const check = (...args: readonly string[]) =>
		run(join(import.meta.dirname, '../../iso/check'), args, { okCodes: [0, 1, 2] });

	it('ends with 0 and one sentence for a good roll', async () => {
		const { exitCode, stdout } = await check(iso);
		expect(stdout).toMatch(/^eucalyptus-5\.0-1\.x86_64\.disk1\.iso: Rocks 5\.0 takes it; all \d+ rules hold\.\n$/);
		expect(exitCode).toBe(0);
	});

	it('ends with 1 and says what is wrong, why it matters and what to do', async () => {
		const path = await workshop.write({ label: 'other' });
		const { exitCode, stdout } = await check(path);
		expect(stdout).toMatch(
			/^label: the volume label is "other"\n {2}why: .+\n {2}what to do: .+\n.*1 thing that Rocks 5\.0/,
		);
		expect(exitCode).toBe(1);
		await workshop.write();
	});

	it('says the same as JSON', async () => {
		const { stdout, exitCode } = await check('--json', iso, '/dev/null');
		expect(JSON.parse(stdout)).toMatchObject({
			rolls: {
				[iso]: { valid: true, rocks: '5.0', findings: [] },
				'/dev/null': { valid: false, findings: [{ id: 'image', row: 2 }] },
			},
		});
		expect(exitCode).toBe(1);
	});

	it('says of a file what it is instead: cut off, something else, a directory, a pipe, not there', async () => {
		const path = join(workshop.directory, 'cut.iso');
		writeFileSync(path, readFileSync(iso).subarray(0, -1));
		expect(await check(path)).toMatchObject({
			exitCode: 1,
			stdout: expect.stringMatching(/^image: it is cut off: it has \d+ bytes of \d+\n/),
		});
		writeFileSync(path, 'no image');
		expect(await check(path)).toMatchObject({
			exitCode: 1,
			stdout: expect.stringMatching(/^image: it is not an ISO 9660 image\n/),
		});
		expect(await check(workshop.directory)).toMatchObject({
			exitCode: 2,
			stdout: expect.stringMatching(/^image: it is a directory\n/),
		});
		await run('mkfifo', [`${path}.pipe`]);
		expect(await check(`${path}.pipe`)).toMatchObject({
			exitCode: 1,
			stdout: expect.stringMatching(/^image: it is no plain file, but a pipe or a device\n/),
		});
		expect(await check(`${path}.not`)).toMatchObject({
			exitCode: 2,
			stdout: expect.stringMatching(
				/^image: there is no such file\n[\s\S]*what to do: name the file of an image.*\n.*: could not be looked at here\.\n$/,
			),
		});
	});

	it('ends with 2 where it cannot unpack the roll, and does not say that Rocks could not', async () => {
		const small = join(workshop.directory, 'small');
		const script = 'mount -t tmpfs -o size=8k small "$1" && TMPDIR="$1" "$2" --json "$3"';
		const words = ['sh', small, join(import.meta.dirname, '../../iso/check'), iso];
		await run('mkdir', [small]);
		const { exitCode, stdout } = await run('unshare', ['-m', 'sh', '-c', script, ...words], { okCodes: [2] });
		expect(JSON.parse(stdout)).toMatchObject({
			rolls: { [iso]: { isUnread: true, findings: [{ fix: expect.stringContaining('TMPDIR=') }] } },
		});
		expect(exitCode).toBe(2);
	});

	it('ends with 2 when it is used wrongly', async () => {
		expect((await check()).exitCode).toBe(2);
		expect((await check('--colour', iso)).exitCode).toBe(2);
		expect((await check('--help')).exitCode).toBe(0);
	});
});
