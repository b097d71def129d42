// The roll's image from the tree of a real roll, beside genisoimage on the same tree; and `make roll` from a built tree.
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isoArguments } from '../iso/image/write-iso.ts';
import { layOutRoll } from '../iso/lay-out-roll.ts';
import { buildRpms } from '../iso/rpms.ts';
import { run } from '../src/common/run.ts';
import { timesOfRun } from './support/cpu.ts';
import { median, report } from './support/report.ts';

const ROUNDS = 15;
const top = resolve(import.meta.dirname, '..');
const target = { rocks: '5.0', arch: 'x86_64', buildTime: 1_214_870_400 } as const;

const work = await mkdtemp(join(tmpdir(), 'euca-bench-roll-'));
try {
	const rpms = await buildRpms(target.arch, { out: join(work, 'rpms'), buildTime: target.buildTime });
	const paths = rpms.map(({ path }) => path);
	const tree = join(work, 'tree');
	await mkdir(tree);
	await layOutRoll(tree, target, paths);
	const ours: { cpu: number; wall: number }[] = [];
	const theirs: { cpu: number; wall: number }[] = [];
	const image = join(work, 'image.iso');
	for (let round = 0; round < ROUNDS; round++) {
		await rm(image, { force: true });
		ours.push(await timesOfRun('xorriso', ...isoArguments('xorriso', image, { tree, label: 'eucalyptus disk1' })));
		await rm(image, { force: true });
		theirs.push(await timesOfRun('genisoimage', '-quiet', '-r', '-o', image, tree));
	}

	const figure = (of: 'cpu' | 'wall') => {
		const value = median(theirs.map((times) => times[of]));
		const peer = { name: 'genisoimage -r of the same tree', value };
		return { unit: 'ms' as const, ours: median(ours.map((times) => times[of])), aim: 1.5 * value, peer };
	};
	const begin = process.hrtime.bigint();
	await run('make', ['-C', top, 'roll', `ARCH=${target.arch}`, 'ROCKS=7.0'], { timeoutMs: 600_000 });
	const whole = Number(process.hrtime.bigint() - begin) / 1e9;
	const { size } = await stat(join(top, 'iso/out/eucalyptus-7.0-1.x86_64.disk1.iso'));
	report([
		{ what: "the roll's image from its tree, CPU", ...figure('cpu') },
		// xorriso looks whether it is done after a tenth of a second at the earliest: that, and no work, is what it takes
		{ what: "the roll's image from its tree, on the clock", ...figure('wall') },
		{ what: 'make roll, one architecture', unit: 's', ours: whole, aim: 60, peer: 'Rocks cannot be run here' },
		{
			what: 'image of x86_64',
			unit: 'MiB',
			ours: size / 1024 ** 2,
			aim: 64,
			peer: 'the rolls of 2008 are not to be had',
		},
	]);
} finally {
	await rm(work, { recursive: true, force: true });
}
