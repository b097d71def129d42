import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { run } from '../../../../src/common/run.ts';

export interface PostgresAddress {
	/** Directory of its socket. */
	readonly host: string;
	readonly user: string;
}

declare module 'vitest' {
	export interface ProvidedContext {
		/** Undefined where the tests run on the cloud's own database. */
		readonly postgres: PostgresAddress | undefined;
	}
}

const USER = 'cloud';
/** Debian's nobody: PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

/** A PostgreSQL for the tests of one run, on a socket in a directory of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
	const host = await mkdtemp(join(tmpdir(), 'euca-postgres-'));
	const programs = await newestPrograms('/usr/lib/postgresql');
	const data = join(host, 'data');
	const isRoot = process.getuid?.() === 0;
	const asOwner = isRoot ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
	await (isRoot ? chown(host, NOBODY, NOBODY) : undefined);
	await run('setpriv', [...asOwner, `${programs}/initdb`, '--no-sync', '--auth=trust', `--username=${USER}`, data]);
	const settings = ['listen_addresses=', 'fsync=off', `unix_socket_directories=${host}`].flatMap((each) => [
		'-c',
		each,
	]);
	const args = [...asOwner, '--pdeathsig=INT', `${programs}/postgres`, '-D', data, ...settings];
	const server = spawn('setpriv', args, { stdio: 'ignore' });
	await ready(programs, host);
	project.provide('postgres', { host, user: USER });
	return async () => {
		const end = once(server, 'exit');
		server.kill('SIGINT'); // disconnects whoever is left
		await end;
		await rm(host, { recursive: true, force: true });
	};
}

/** Where Debian puts them: a folder per version. */
async function newestPrograms(folder: string): Promise<string> {
	const versions = (await readdir(folder)).map(Number).sort((a, b) => a - b);
	return join(folder, String(versions.at(-1)), 'bin');
}

async function ready(programs: string, host: string): Promise<void> {
	for (let tries = 0; ; tries += 1) {
		try {
			await run(`${programs}/pg_isready`, ['--quiet', `--host=${host}`]);
			return;
		} catch (error) {
			if (tries === 300) {
				throw error;
			}

			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}
}
