import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const checkout = join(import.meta.dirname, '../../..');

export interface Report {
	readonly ec2Url: string;
	readonly webUrl: string;
	readonly ccUrls: readonly string[];
	readonly ncUrls: readonly string[];
	readonly keysDir: string;
	readonly accessKey: string;
	readonly secretKey: string;
	readonly certFile: string;
	readonly keyFile: string;
	readonly cloudCertFile: string;
}

export interface SimulatorProcess {
	readonly report: Report;
	readonly pid: number;
	/** All of standard output so far. */
	readonly stdout: () => string;
	/** Ends it and returns the exit code, or the signal's name. */
	readonly end: (signal: NodeJS.Signals) => Promise<number | string>;
}

/** The real program, as a user starts it. Resolves when it says that it is ready; rejects with what it said if it ends. */
export async function startSimulatorProcess(directory: string, ...options: string[]): Promise<SimulatorProcess> {
	const child = spawn(join(checkout, 'bin/euca-simulate'), ['--dir', directory, ...options], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output = { stdout: '', stderr: '' };
	child.stderr?.on('data', (data) => {
		output.stderr += data;
	});
	const report = await firstLine(child, output);
	return {
		report: JSON.parse(report) as Report,
		pid: child.pid ?? 0,
		stdout: () => output.stdout,
		async end(signal) {
			if (child.exitCode === null && child.signalCode === null) {
				const ended = once(child, 'exit');
				child.kill(signal);
				await ended;
			}

			return child.exitCode ?? child.signalCode ?? 'unknown';
		},
	};
}

function firstLine(child: ChildProcess, output: { stdout: string; stderr: string }): Promise<string> {
	return new Promise((resolve, reject) => {
		child.stdout?.on('data', (data) => {
			output.stdout += data;
			const end = output.stdout.indexOf('\n');
			if (end >= 0) {
				resolve(output.stdout.slice(0, end));
			}
		});
		child.once('error', reject);
		child.once('close', (code) => reject(new Error(`ended with ${code}: ${output.stderr}`)));
	});
}
