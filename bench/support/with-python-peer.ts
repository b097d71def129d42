import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Target } from './ec2-load.ts';
import type { Figure } from './report.ts';

export const PEER_NAME = 'werkzeug, Jinja2 and botocore (what moto is made of)';

/** The figure of bench/peers/ec2-in-python.py; or in words why there is none on this machine. */
export async function withPythonPeer(
	instances: number,
	{
		accessKey,
		secretKey,
		certFile,
	}: { readonly accessKey: string; readonly secretKey: string; readonly certFile: string },
	measure: (peer: Target) => Promise<number>,
): Promise<Figure['peer']> {
	const script = join(import.meta.dirname, '../peers/ec2-in-python.py');
	const child = spawn('/usr/bin/python3', [script, String(instances), accessKey, secretKey, certFile], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = once(child, 'exit');
	try {
		const line = await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => undefined)]);
		if (line === undefined) {
			return 'it does not start; see packages/debian-bench.txt';
		}

		const url = `http://127.0.0.1:${line[0]}/services/Eucalyptus`;
		return { name: PEER_NAME, value: await measure({ pid: child.pid ?? 0, url, accessKey, secretKey }) };
	} finally {
		child.kill('SIGKILL');
		await ended;
	}
}
