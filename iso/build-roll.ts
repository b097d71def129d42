import { mkdir, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withScratch } from '../src/common/scratch.ts';
import { isoErrors } from './errors.ts';
import { writeIso } from './image/write-iso.ts';
import { kickstartSpec } from './kickstart-rpm.ts';
import { layOutRoll } from './lay-out-roll.ts';
import { buildRpm } from './rpm/build-rpm.ts';
import { judgeRoll } from './rules/index.ts';
import { isoFileName, ROLL_NAME, type RollTarget } from './target.ts';

export interface BuildRollOptions {
	/** The RPMs of Eucalyptus for the architecture. */
	readonly rpms: readonly string[];
	/** Directory of the image. */
	readonly out: string;
	readonly onStep?: (text: string) => void;
}

/** Makes the image of one roll from its packages, and looks at it as Rocks would. @returns its path and size in bytes */
export async function buildRoll(target: RollTarget, { rpms, out, onStep }: BuildRollOptions) {
	const name = isoFileName(target);
	const path = join(out, name);
	await withScratch(await mkdtemp(join(tmpdir(), 'euca-iso-')), async (work) => {
		onStep?.(`kickstart package for Rocks ${target.rocks}`);
		const kickstart = await buildRpm(kickstartSpec(target), { out: work, buildTime: target.buildTime });
		const tree = join(work, 'tree');
		await mkdir(tree);
		await layOutRoll(tree, target, [...rpms, kickstart]);
		await mkdir(out, { recursive: true });
		onStep?.(`writing ${name}`);
		await writeIso({ tree, out: path, label: `${ROLL_NAME} disk1`, buildTime: target.buildTime });
	});
	onStep?.(`looking at ${name} as Rocks would`);
	const { findings } = await judgeRoll(path);
	if (findings.length > 0) {
		const problems = findings.map(({ id, problem }) => `  ${id}: ${problem}`).join('\n');
		throw isoErrors('ROLL_NOT_VALID', { file: path, problems });
	}

	return { path, size: (await stat(path)).size };
}
