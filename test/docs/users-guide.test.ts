import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/common/run.ts';
import { firstLogin } from '../runtime/cloud/web/support.ts';
import { checkout, type SimulatorProcess, startSimulatorProcess } from '../runtime/simulator/simulator-process.ts';

const guide = await readFile(join(checkout, 'docs/users-guide.md'), 'utf8');
const blocks = [...guide.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text = '']) => ({ language, text }));
const [credentials, client, ...others] = blocks
	.filter(({ language }) => language === '')
	.map(({ text }) => text.trim());
const [environment = '', zones = ''] = client?.split('\n') ?? [];

let home: string;
let simulator: SimulatorProcess;
beforeAll(async () => {
	home = await mkdtemp(join(tmpdir(), 'euca-guide-'));
	simulator = await startSimulatorProcess(join(home, 'cloud'), '--nodes', '2');
	const browser = await firstLogin(simulator.report.webUrl);
	const { bytes } = await browser.send('/credentials', '/credentials/certificate');
	await writeFile(join(home, 'euca2-admin-x509.zip'), bytes);
	await mkdir(join(home, '.ssh'));
	await run('/usr/bin/ssh-keygen', ['-q', '-t', 'rsa', '-N', '', '-f', join(home, '.ssh/id_rsa')]);
});
afterAll(async () => {
	await simulator?.end('SIGKILL');
	await rm(home, { recursive: true, force: true });
});

/** A command as the guide has it, in a shell that has done what the guide says of credentials. */
async function shell(command: string): Promise<string> {
	const script = [
		'set -eu',
		credentials?.replace('NAME', 'admin'),
		environment,
		'export AWS_PAGER= AWS_MAX_ATTEMPTS=1',
		command,
	].join('\n');
	const { stdout } = await run('/bin/bash', ['-c', script], { cwd: home, env: { HOME: home }, timeoutMs: 120_000 });
	return stdout;
}

test('the commands of the guide do what it says, from credentials to the end', { timeout: 600_000 }, async () => {
	expect(await shell(zones)).toContain('UP 016/016');
	const known = { image: '', instance: '' };
	for (const line of others.flatMap((text) => text.replaceAll('\\\n', '').split('\n'))) {
		const command = line.replace('emi-XXXXXXXX', known.image).replace('i-XXXXXXXX', known.instance);
		expect(command).not.toContain('XXXX');
		if (command.startsWith('ssh ')) {
			continue; // a simulated instance has nothing to log in to; test/e2e logs in
		}

		let output = await shell(command);
		if (/ describe-instances$/.test(command)) {
			for (const end = Date.now() + 30_000; !output.includes('"running"') && Date.now() < end; ) {
				output = await shell(command);
			}

			expect(output).toContain('"running"');
		}

		known.image = /\bemi-[0-9A-F]{8}\b/.exec(output)?.[0] ?? known.image;
		known.instance = line.includes(' run-instances ') ? (/\bi-[0-9A-F]{8}\b/.exec(output)?.[0] ?? '') : known.instance;
		check(line, output);
	}

	expect(await readFile(join(home, 'mykey.private'), 'utf8')).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
	expect((await stat(join(home, 'mykey.private'))).mode & 0o777).toBe(0o600);
});

/** What a reader of the guide expects to see. */
function check(line: string, output: string): void {
	const [, expected] = EXPECTED.find(([part]) => line.includes(part)) ?? [];
	if (expected !== undefined) {
		expect(output).toMatch(expected);
	}
}

const EXPECTED: readonly (readonly [part: string, output: RegExp])[] = [
	['get-console-output', /login:/],
	['terminate-instances', /"shutting-down"/],
	['tag:Name', /"Value": "web"/],
	['describe-security-groups', /"FromPort": 80/],
	['import-key-pair', /"KeyName": "mine"/],
];

test('its lines of Python list the zones', async () => {
	const { port } = new URL(simulator.report.ec2Url);
	const python = blocks.find(({ language }) => language === 'python')?.text ?? '';
	const here = python.replace('8773', port).replace('your.cloud.server', '127.0.0.1');
	expect(await shell(`/usr/bin/python3 - <<'END'\n${here}END`)).toBe('[Zone:cluster1]\n');
});
