import { rename } from 'node:fs/promises';
import { isProgramMissing, run } from '../../src/common/run.ts';
import { withScratch } from '../../src/common/scratch.ts';
import { isoErrors } from '../errors.ts';

export interface WriteIsoOptions {
	/** Its content becomes the root of the image. */
	readonly tree: string;
	readonly out: string;
	readonly label: string;
	/** Seconds since 1970 that the image bears. */
	readonly buildTime: number;
	/** Only this program, for a comparison; else the first that is installed. */
	readonly program?: IsoProgram;
}

export type IsoProgram = 'xorriso' | 'genisoimage' | 'mkisofs';

/** The first one writes the same bytes for the same tree; the others put the time of the day in. */
const PROGRAMS: readonly IsoProgram[] = ['xorriso', 'genisoimage', 'mkisofs'];

/** Writes an ISO 9660 image with Rock Ridge (mkisofs -r) beside its place, then renames. @returns the program that did it */
export async function writeIso(options: WriteIsoOptions): Promise<IsoProgram> {
	const { out, program } = options;
	return withScratch(`${out}.${process.pid}.tmp`, async (beside) => {
		for (const candidate of program === undefined ? PROGRAMS : [program]) {
			if (await wrote(candidate, beside, options)) {
				await rename(beside, out);
				return candidate;
			}
		}

		throw isoErrors('NO_ISO_PROGRAM');
	});
}

/** False if the program is not installed. */
async function wrote(program: IsoProgram, out: string, options: WriteIsoOptions): Promise<boolean> {
	try {
		await run(program, isoArguments(program, out, options), {
			timeoutMs: 300_000,
			env: { SOURCE_DATE_EPOCH: String(options.buildTime) },
		});
		return true;
	} catch (error) {
		if (isProgramMissing(error)) {
			return false;
		}

		throw error;
	}
}

/** The words by which one of the programs writes the image. */
export function isoArguments(
	program: IsoProgram,
	out: string,
	{ tree, label }: Pick<WriteIsoOptions, 'tree' | 'label'>,
): readonly string[] {
	const asMkisofs = program === 'xorriso' ? [...XORRISO, '-as', 'mkisofs'] : [];
	return [...asMkisofs, '-quiet', '-V', label, '-r', '-o', out, tree];
}

/**
 * By default xorriso does what the files of its user say, waits for the disk every 16 MB, and hands everything from one
 * thread to the other through 4 MB of memory; what stays in the processor's cache costs a third less. Whether it is done it
 * looks after a tenth of a second, and then only each second.
 */
const XORRISO = ['-no_rc', '-fs', '512k', '-stdio_sync', 'off', '-dvd_obs', '64k', '-pacifier', 'interval=0.1'];
