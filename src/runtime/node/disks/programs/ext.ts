import { run } from '../../../../common/run.ts';

/** No check at a certain mount or date: nobody sits at the console of an instance (spec §3.8). */
export async function disablePeriodicChecks(image: string): Promise<void> {
	await run('tune2fs', ['-c', '0', '-i', '0', image]);
}

/** A sparse file of the same size that holds only the metadata: superblock, bitmaps, inodes, directories, journal. */
export async function copyMetadata(image: string, target: string): Promise<void> {
	await run('e2image', ['-r', image, target], { timeoutMs: 600_000 });
}

/**
 * Commands for `debugfs`, which reads the file system itself: no mount, no loop device, and no path of the host is ever
 * followed. File names of the host are relative to `cwd`. It reports errors only in words, so callers look at the result.
 */
export async function debugfs(image: string, commands: readonly string[], cwd: string, write = false): Promise<string> {
	const { stdout, stderr } = await run('debugfs', [...(write ? ['-w'] : []), '-f', '-', image], {
		cwd,
		input: `${commands.join('\n')}\n`,
	});
	return `${stdout}${stderr}`;
}

/** An ext3 file system in a sparse file. The small journal keeps it from taking 64 MB before anything is stored. */
export async function makeExt3(file: string): Promise<void> {
	await run('mke2fs', ['-q', '-F', '-t', 'ext3', '-J', 'size=4', '-E', 'lazy_itable_init=1', file], {
		timeoutMs: 120_000,
	});
}

export async function makeSwap(file: string): Promise<void> {
	await run('mkswap', [file]);
}
