import * as z from 'zod';
import { run } from '../../../../common/run.ts';

/** A copy-on-write disk over a plain file beside it; `base` is a file name, so that the directory may be moved. */
export async function createOverlay(overlay: string, base: string): Promise<void> {
	await run('qemu-img', ['create', '-f', 'qcow2', '-o', `backing_file=${base},backing_fmt=raw`, overlay]);
}

export interface Extent {
	readonly start: number;
	readonly length: number;
}

const mapEntry = z.object({ start: z.int(), length: z.int(), data: z.boolean(), zero: z.boolean() });

/** The parts of a sparse plain file that are stored. */
export async function storedExtents(file: string): Promise<Extent[]> {
	const { stdout } = await run('qemu-img', ['map', '--output=json', '-f', 'raw', file]);
	return z
		.array(mapEntry)
		.parse(JSON.parse(stdout))
		.filter(({ data, zero }) => data && !zero);
}

export interface Patch extends Extent {
	/** A file that holds exactly `length` bytes; its name has no blanks. */
	readonly file: string;
}

/** Writes pieces into a copy-on-write disk. File names are relative to `cwd`. */
export async function writePatches(overlay: string, patches: readonly Patch[], cwd: string): Promise<void> {
	const commands = patches.flatMap(({ file, start, length }) => ['-c', `write -q -s ${file} ${start} ${length}`]);
	await run('qemu-io', ['-f', 'qcow2', ...commands, overlay], { cwd });
}
