import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskErrors } from '../errors.ts';
import { debugfs } from '../programs/ext.ts';

export interface KeyInjection {
	/** In messages. */
	readonly imageId: string;
	/** The file system to change: a full one, or one that holds only the metadata. */
	readonly target: string;
	/** The full file system, for the keys that are there already. May be the target. */
	readonly source: string;
	/** One line, without its end. */
	readonly publicKey: string;
	/** For temporary files; not readable for others. */
	readonly workDirectory: string;
}

const DIRECTORIES = ['/root', '/root/.ssh'] as const;
const KEYS = '/root/.ssh/authorized_keys';
const MAX_KEYS_BYTES = 1_048_576;

/**
 * Appends the key to root's authorized_keys, with the rights that sshd insists on (spec §3.8), without mounting what a
 * user built. Links in the image are refused, not followed. Checks what it wrote.
 */
export async function injectKey(job: KeyInjection): Promise<void> {
	const found = await look(job);
	const wanted = withKey(found.keys, job.publicKey);
	await writeFile(join(job.workDirectory, 'keys.new'), wanted, { mode: 0o600 });
	const commands = [
		...found.missing.map((path) => `mkdir ${path}`),
		...DIRECTORIES.flatMap((path) => owned(path, '040700')),
		...(found.hasKeys ? [`rm ${KEYS}`] : []),
		// `write` puts the file into the current directory on every release of debugfs; a path works only on new ones.
		'cd /root/.ssh',
		'write keys.new authorized_keys',
		...owned(KEYS, '0100600'),
		`dump ${KEYS} keys.check`,
	];
	const said = await debugfs(job.target, commands, job.workDirectory, true);
	const written = await take(job, 'keys.check');
	await rm(join(job.workDirectory, 'keys.new'), { force: true });
	if (written !== wanted) {
		const problem = complaintsOf(said) || `${KEYS} does not hold what was written`;
		throw diskErrors('KEY_NOT_WRITTEN', { id: job.imageId, problem });
	}
}

interface Found {
	readonly missing: readonly string[];
	readonly hasKeys: boolean;
	readonly keys: string;
}

/** What is there already. */
async function look(job: KeyInjection): Promise<Found> {
	const paths = [...DIRECTORIES, KEYS];
	const said = await debugfs(job.source, [...paths.map((path) => `stat ${path}`)], job.workDirectory);
	const answers = said.split(/^debugfs: stat .*$/m).slice(1);
	const types = new Map(paths.map((path, n) => [path, /\bType:\s+(\S+)/.exec(answers[n] ?? '')?.[1]]));
	for (const [path, type] of types) {
		const wanted = path === KEYS ? 'regular' : 'directory';
		if (type !== undefined && type !== wanted) {
			throw diskErrors('KEY_LINK', { id: job.imageId, path, type, wanted });
		}
	}

	const size = Number(/\bSize:\s+(\d+)/.exec(answers[2] ?? '')?.[1] ?? 0);
	if (size > MAX_KEYS_BYTES) {
		throw diskErrors('KEY_NOT_WRITTEN', { id: job.imageId, problem: `${KEYS} has ${size} bytes already` });
	}

	const hasKeys = types.get(KEYS) !== undefined;
	if (hasKeys) {
		await debugfs(job.source, [`dump ${KEYS} keys.old`], job.workDirectory);
	}

	return {
		missing: DIRECTORIES.filter((path) => types.get(path) === undefined),
		hasKeys,
		keys: hasKeys ? await take(job, 'keys.old') : '',
	};
}

function owned(path: string, mode: string): string[] {
	return [`set_inode_field ${path} mode ${mode}`, `set_inode_field ${path} uid 0`, `set_inode_field ${path} gid 0`];
}

function withKey(before: string, key: string): string {
	const lines = before === '' || before.endsWith('\n') ? before : `${before}\n`;
	return lines.split('\n').includes(key) ? lines : `${lines}${key}\n`;
}

/** Reads and removes a file that debugfs made; one that it did not make is empty. */
async function take({ workDirectory }: KeyInjection, name: string): Promise<string> {
	const file = join(workDirectory, name);
	const text = await readFile(file, 'utf8').catch(() => '');
	await rm(file, { force: true });
	return text;
}

/** debugfs repeats each command; the other lines are news. */
function complaintsOf(said: string): string {
	const lines = said.split('\n').filter((line) => !/^debugfs[ :]|^Allocated inode|^\s*$/.test(line));
	return lines.join(' / ');
}
