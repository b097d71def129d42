import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../../../../src/common/run.ts';

export type FileSystem = 'ext2' | 'ext3' | 'ext4';

/** A bare file system that holds what `fill` puts into its root directory. */
export async function makeImage(
	directory: string,
	type: FileSystem,
	megabytes: number,
	fill: (root: string) => void,
	name = `${type}.img`,
): Promise<string> {
	const tree = join(directory, `${name}.tree`);
	mkdirSync(tree);
	fill(tree);
	const image = join(directory, name);
	writeFileSync(image, '');
	truncateSync(image, megabytes * 1_048_576);
	await run('mke2fs', ['-q', '-F', '-t', type, '-E', 'root_owner=0:0', '-d', tree, image]);
	return image;
}

export async function locationOf(path: string): Promise<string> {
	const { stdout } = await run('sha256sum', [path]);
	return `${pathToFileURL(path).href}#sha256=${stdout.slice(0, 64)}`;
}

/** Text of a file inside a file system image, and the line of `ls -l` for it; both empty if it is not there. */
export async function readInside(image: string, path: string): Promise<{ text: string; mode: string }> {
	const { stdout: text } = await run('debugfs', ['-R', `cat ${path}`, image]);
	const { stdout: stat } = await run('debugfs', ['-R', `stat ${path}`, image]);
	const [, mode = '', user = '', group = ''] = /Mode:\s+(\d+)[\s\S]*?User:\s+(\d+)\s+Group:\s+(\d+)/.exec(stat) ?? [];
	return { text, mode: mode === '' ? '' : `${mode} ${user}:${group}` };
}

/** Throws with the findings if the file system is not perfect. */
export async function expectClean(image: string): Promise<void> {
	await run('e2fsck', ['-f', '-n', image]);
}

/** What a guest would see of a copy-on-write disk, as a plain file. */
export async function flatten(overlay: string, target: string): Promise<string> {
	await run('qemu-img', ['convert', '-f', 'qcow2', '-O', 'raw', overlay, target]);
	return target;
}
