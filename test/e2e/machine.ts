import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Outcome {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** A machine made of namespaces, with its own disk (in memory), network, processes and host name. */
export interface Machine {
	/** Runs a shell script in the machine; the script is the test's own text. */
	sh(script: string, options?: { readonly timeoutMs?: number; readonly ok?: readonly number[] }): Promise<string>;
	/** The same without an opinion on the exit code. */
	try(script: string, timeoutMs?: number): Promise<Outcome>;
	/** Ends every process in it and forgets its disk. */
	stop(): Promise<void>;
}

export async function bootMachine(hostname: string): Promise<Machine> {
	const scratch = mkdtempSync(join(tmpdir(), 'euca-machine-'));
	const script = join(import.meta.dirname, 'boot-machine.sh');
	const unshare = ['-m', '-n', '-p', '-u', '-i', '--fork', '--kill-child=KILL', 'bash', script, hostname, scratch];
	// A driver that is killed takes its machine along.
	const supervisor = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', ...unshare], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	await saysReady(supervisor);
	const init = readFileSync(`/proc/${supervisor.pid}/task/${supervisor.pid}/children`, 'utf8').trim();
	const enter = (text: string, timeoutMs = 120_000) =>
		exec('nsenter', ['-t', init, '-a', '--wd=/', 'bash', '-c', `cd /; ${text}`], timeoutMs);
	return {
		try: enter,
		async sh(text, options = {}) {
			const outcome = await enter(text, options.timeoutMs);
			if (!(options.ok ?? [0]).includes(outcome.exitCode)) {
				throw new Error(
					`${text}\nended with ${outcome.exitCode}\n${outcome.stdout.slice(-6000)}\n${outcome.stderr.slice(-6000)}`,
				);
			}

			return outcome.stdout;
		},
		async stop() {
			const gone = new Promise((resolve) => supervisor.once('exit', resolve));
			supervisor.kill('SIGKILL'); // --kill-child takes the machine's process 1, and so everything in it, along
			await gone;
			rmdirSync(scratch);
		},
	};
}

function saysReady(supervisor: ChildProcess): Promise<void> {
	return new Promise((resolve, reject) => {
		supervisor.stdout?.on('data', (text: Buffer) => text.includes('ready') && resolve());
		supervisor.once('exit', (code) => reject(new Error(`the machine did not boot (status ${code})`)));
	});
}

function exec(program: string, args: readonly string[], timeoutMs: number): Promise<Outcome> {
	return new Promise((resolve, reject) => {
		const env = { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8' };
		const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
		let stdout = '';
		let stderr = '';
		child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
		child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
		const timer = setTimeout(() => {
			child.kill('SIGKILL');
			reject(
				new Error(`no end within ${timeoutMs} ms: ${args.at(-1)}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`),
			);
		}, timeoutMs);
		child.once('error', reject);
		child.once('exit', (exitCode) => {
			// A daemon that the script started may hold the pipes open: the script's own end is what counts.
			setTimeout(() => {
				clearTimeout(timer);
				child.stdout.destroy();
				child.stderr.destroy();
				resolve({ exitCode: exitCode ?? 128, stdout, stderr });
			}, 50);
		});
	});
}
