import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SshTarget } from '../../../src/installer/transport/ssh-target.ts';

export interface TestSshd {
	readonly port: number;
	/** How who runs the tests is let in. */
	readonly target: SshTarget;
	/** The user's side: id_ed25519 and, if asked for, known_hosts. */
	readonly sshDirectory: string;
	/** A line of known_hosts for the server's true key. */
	readonly knownLine: string;
	readonly directory: string;
	/** Puts the server's true key on record. */
	trust(): Promise<void>;
	stop(): Promise<void>;
}

/**
 * A real sshd on the loopback, with keys and configuration of its own, for the user who runs the tests. `hide` is a
 * directory that is another, empty one to those who log in: as on another machine; `config` are more lines of sshd_config.
 */
export async function startSshd(
	options: { readonly hide?: string; readonly config?: readonly string[] } = {},
): Promise<TestSshd> {
	const directory = await mkdtemp(join(tmpdir(), 'euca-sshd-'));
	const sshDirectory = join(directory, 'user');
	await mkdir(sshDirectory, { mode: 0o700 });
	const hostKey = join(directory, 'host_key');
	const userKey = join(sshDirectory, 'id_ed25519');
	for (const file of [hostKey, userKey]) {
		execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
	}

	await writeFile(join(directory, 'authorized_keys'), await readFile(`${userKey}.pub`), { mode: 0o600 });
	await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
	const configuration = (port: number) =>
		[
			`Port ${port}`,
			'ListenAddress 127.0.0.1',
			`HostKey ${hostKey}`,
			`AuthorizedKeysFile ${join(directory, 'authorized_keys')}`,
			`PidFile ${join(directory, 'sshd.pid')}`,
			'StrictModes no',
			'PasswordAuthentication no',
			'PermitRootLogin prohibit-password',
			'UsePAM no',
			'UseDNS no',
			'MaxStartups 200',
			`AllowUsers ${userInfo().username}`,
			// Start-up files of whoever runs the tests may do anything, and take a tenth of a second for each command.
			`SetEnv HOME=${directory}`,
			...(options.config ?? []),
		].join('\n');
	const words = ['/usr/sbin/sshd', '-D', '-e', '-f', join(directory, 'sshd_config')];
	const apart = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none "$1"; shift; exec "$@"', 'sh', options.hide ?? ''];
	const [program = '', ...args] = options.hide === undefined ? words : [...apart, ...words];
	const start = async (tries: number): Promise<{ readonly port: number; readonly server: ChildProcess }> => {
		const port = await freePort();
		await writeFile(join(directory, 'sshd_config'), configuration(port));
		const server = spawn(program, args, { stdio: 'ignore' });
		if (await listens(join(directory, 'sshd.pid'), server)) {
			return { port, server };
		}

		if (tries === 0) {
			throw new Error(`sshd ended with ${server.exitCode}`);
		}

		return start(tries - 1); // somebody took the port
	};
	const { port, server } = await start(3);
	const [type, key] = (await readFile(`${hostKey}.pub`, 'utf8')).split(' ');
	const knownLine = `[127.0.0.1]:${port} ${type} ${key}\n`;
	const { username: user } = userInfo();
	return {
		port,
		target: { name: '127.0.0.1', address: '127.0.0.1', user, port, sshDirectory },
		sshDirectory,
		knownLine,
		directory,
		trust: () => writeFile(join(sshDirectory, 'known_hosts'), knownLine),
		async stop() {
			server.kill();
			await rm(directory, { recursive: true, force: true });
		},
	};
}

async function freePort(): Promise<number> {
	const { promise, resolve } = Promise.withResolvers<number>();
	const server = createServer().listen(0, '127.0.0.1', () => {
		const address = server.address();
		server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
	});
	return promise;
}

/** It writes its pid file once it does. False: it ended. */
async function listens(pidFile: string, server: ChildProcess): Promise<boolean> {
	while (!existsSync(pidFile)) {
		if (server.exitCode !== null) {
			return false;
		}

		await delay(20);
	}

	return true;
}
