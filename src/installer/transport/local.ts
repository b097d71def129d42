import { randomBytes } from 'node:crypto';
import { constants, copyFile, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory, writeFileAtomic } from '../../common/atomic-file.ts';
import { type EucaError, messageOf } from '../../common/errors.ts';
import { run } from '../../common/run.ts';
import { installerErrors } from '../errors.ts';
import type { Host } from './host.ts';

export interface LocalHostOptions {
	readonly name: string;
	/** Where programs are looked for; only tests need another than the system's. */
	readonly path?: string;
}

/** This machine. */
export function localHost(options: LocalHostOptions): Host {
	const { name } = options;
	const path = options.path === undefined ? {} : { PATH: options.path };
	return {
		name,
		exec: ([program = '', ...args], { env, ...rest } = {}) =>
			named(name, [program, ...args].join(' '), run(program, args, { ...rest, env: { ...path, ...env } })),
		async script(text, { what, args = [], timeoutMs }) {
			const options = { input: text, env: path, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
			const { stdout } = await named(name, what, run('/bin/sh', ['-s', '--', ...args], options));
			return stdout;
		},
		read: (file) => readIfThere(file),
		write: (file, data, mode) => named(name, `writing ${file}`, writeFileAtomic(file, data, { mode }), file),
		upload: (from, file, mode) => named(name, `writing ${file}`, copyAtomic(from, file, mode), file),
		append: (file, line) => named(name, `writing ${file}`, append(file, line), file),
		close: async () => {},
	};
}

async function named<T>(host: string, what: string, work: Promise<T>, path?: string): Promise<T> {
	try {
		return await work;
	} catch (error) {
		throw hostError(host, what, error, path);
	}
}

function hostError(host: string, what: string, cause: unknown, path?: string): EucaError {
	const { code, values } = cause as { code?: unknown; values?: Readonly<Record<string, unknown>> };
	if (code === 'ENOSPC' && path !== undefined) {
		return installerErrors('DISK_FULL', { host, path }, { cause });
	}

	const shortened = what.length > 200 ? `${what.slice(0, 197)}...` : what;
	const failed = (problem: string, options?: ErrorOptions) =>
		installerErrors('HOST_COMMAND', { host, what: shortened, problem }, options);
	// In the words of a host elsewhere: the program and its arguments, which may be a program themselves, help nobody.
	switch (code) {
		case 'PROGRAM_FAILED':
			return failed(`status ${values?.['status']}: ${values?.['stderr']}`);
		case 'PROGRAM_TIMED_OUT':
			return failed(`no answer within ${values?.['timeoutMs']} ms`);
		case 'PROGRAM_KILLED':
			return failed(`ended by signal ${values?.['signal']}`);
		default:
			return failed(messageOf(cause).slice(-500), { cause });
	}
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
	try {
		return await readFile(path);
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) {
			return undefined;
		}

		throw error;
	}
}

/** Shares blocks where the file system can. */
async function copyAtomic(from: string, path: string, mode: number): Promise<void> {
	const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
	try {
		await copyFile(from, temporary, constants.COPYFILE_FICLONE);
		const file = await open(temporary, 'r+');
		try {
			await file.chmod(mode);
			await file.sync();
		} finally {
			await file.close();
		}

		await rename(temporary, path);
		await syncDirectory(dirname(path));
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}
}

async function append(path: string, line: string): Promise<void> {
	const file = await open(path, 'a', 0o600);
	try {
		await file.write(line);
		await file.sync();
	} finally {
		await file.close();
	}
}
