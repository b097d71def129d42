// The roll's image on the tree of a real roll, beside genisoimage on the same tree; and `make roll` from a built tree.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeIso } from '../iso/image/write-iso.ts';
import { layOutRoll } from '../iso/lay-out-roll.ts';
import { buildRpms } from '../iso/rpms.ts';
import { run } from '../src/common/run.ts';
import { median, report } from './support/report.ts';

const ROUNDS = 5;
const top = resolve(import.meta.dirname, '..');
const target = { rocks: '5.0', arch: 'x86_64', buildTime: 1_214_870_400 } as const;

const work = await mkdtemp(join(tmpdir(), 'euca-bench-roll-'));
try {
	const rpms = await buildRpms(target.arch, { out: join(work, 'rpms'), buildTime: target.buildTime });
	const ours: number[] = [];
	const theirs: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const tree = join(work, `tree${round}`);
		await run('mkdir', [tree]);
		ours.push(
			await seconds(async () => {
				await layOutRoll(
					tree,
					target,
					rpms.map(({ path }) => path),
				);
				const out = join(work, 'ours.iso');
				await writeIso({ tree, out, label: 'eucalyptus disk1', buildTime: target.buildTime });
			}),
		);
		theirs.push(await seconds(() => run('genisoimage', ['-quiet', '-r', '-o', join(work, 'theirs.iso'), tree])));
	}

	const peer = { name: 'genisoimage -r of the same tree', value: 1000 * median(theirs) };
	const whole = await seconds(() =>
		run('make', ['-C', top, 'roll', `ARCH=${target.arch}`, 'ROCKS=7.0'], { timeoutMs: 600_000 }),
	);
	const { size } = await stat(join(top, 'iso/out/eucalyptus-7.0-1.x86_64.disk1.iso'));
	report([
		{ what: 'image of the roll, tree included', unit: 'ms', ours: 1000 * median(ours), aim: 1.5 * peer.value, peer },
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

async function seconds(work: () => Promise<unknown>): Promise<number> {
	const begin = process.hrtime.bigint();
	await work();
	return Number(process.hrtime.bigint() - begin) / 1e9;
}
