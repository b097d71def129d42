import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { run } from '../../src/common/run.ts';
import type { Entry } from './entries.ts';

export interface Ext3Options {
	readonly sizeMb: number;
	/** Of every file and of the file system itself, seconds since 1970: the same content gives the same bytes. */
	readonly time: number;
	readonly uuid: string;
}

/** Writes an ext3 file system without a partition table; needs neither root nor a mount. */
export async function writeExt3(path: string, entries: readonly Entry[], options: Ext3Options): Promise<void> {
	const env = { E2FSPROGS_FAKE_TIME: String(options.time) };
	await rm(path, { force: true });
	const image = await open(path, 'w');
	await image.truncate(options.sizeMb * 1024 * 1024);
	await image.close();
	const extended = `hash_seed=${options.uuid},root_owner=0:0,lazy_itable_init=0,lazy_journal_init=0`;
	const layout = ['-t', 'ext3', '-m', '0', '-b', '1024', '-I', '128', '-N', '1024', '-J', 'size=1'];
	await run('mke2fs', ['-q', '-F', ...layout, '-U', options.uuid, '-E', extended, path], { env });

	const work = await mkdtemp(join(tmpdir(), 'euca-ext3-'));
	try {
		const script: string[] = [];
		for (const [index, entry] of entries.entries()) {
			script.push(...(await commands(entry, join(work, String(index)))));
		}

		const commandFile = join(work, 'script');
		await writeFile(commandFile, `${script.join('\n')}\n`);
		const { stderr } = await run('debugfs', ['-w', '-f', commandFile, path], { env, timeoutMs: 60_000 });
		// debugfs ends with status 0 whatever happened; beside its version, any word is an error.
		const complaints = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('debugfs '));
		if (complaints.length > 0) {
			throw new Error(`debugfs could not fill ${path}: ${complaints.slice(0, 3).join(' / ')}`);
		}
	} finally {
		await rm(work, { recursive: true, force: true });
	}

	await run('e2fsck', ['-f', '-n', path], { env });
}

/** debugfs makes things only in its current directory. */
async function commands(entry: Entry, scratch: string): Promise<string[]> {
	const here = `cd ${dirname(entry.path)}`;
	const name = basename(entry.path);
	switch (entry.kind) {
		case 'directory':
			return [here, `mkdir ${name}`, ...owned(name, 0o040000 | entry.mode)];
		case 'link':
			return [here, `symlink ${name} ${entry.target}`];
		case 'file':
			await writeFile(scratch, entry.content);
			return [here, `write ${scratch} ${name}`, ...owned(name, 0o100000 | entry.mode)];
	}
}

function owned(name: string, mode: number): string[] {
	return [
		`set_inode_field ${name} mode 0${mode.toString(8)}`,
		`set_inode_field ${name} uid 0`,
		`set_inode_field ${name} gid 0`,
	];
}
