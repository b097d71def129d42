import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SimulatorProcess, startSimulatorProcess } from '../../runtime/simulator/simulator-process.ts';
import { hostOf, lines, tool } from '../tool.ts';

let root: string;
let simulator: SimulatorProcess;
let node: string;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'euca-ncclient-'));
	simulator = await startSimulatorProcess(root, '--nodes', '1', '--cores', '4', '--memory', '2048', '--disk', '50');
	node = hostOf(simulator.report.ncUrls[0]);
});
afterAll(async () => {
	await simulator?.end('SIGKILL');
	await rm(root, { recursive: true, force: true });
});

const nc = (...args: string[]) => tool('NCclient', root, ...args);

test.each([[[() => node, () => 'describeResource']], [[() => 'describeResource', () => '-n', () => node]]])(
	'both synopses describe the node on one line',
	async (words) => {
		const result = await nc(...words.map((word) => word()));
		expect(result.stdout).toBe('node status=[OK] memory=2048/2048 disk=50/50 cores=4/4 subnets=[none]\n');
		expect(result.exitCode).toBe(0);
	},
);

test('an instance is run, described and terminated', async () => {
	const run = await nc(node, 'runInstance', 'i-0000ABCD', 'emi-12345678', 'd0:0d:00:00:ab:cd');
	expect(run.stdout).toMatch(/^instanceId=i-0000ABCD stateCode=\d+ stateName=(Pending|Extant)\n$/);
	const described = await nc(node, 'describeInstances');
	expect(described.stdout).toMatch(/^instanceId=i-0000ABCD state=(Pending|Extant) time=\d{10}\n$/);
	const ended = await nc('terminateInstance', '-n', node, '-i', 'i-0000ABCD');
	expect(ended.stdout).toMatch(/^shutdownState=\d+, previousState=\d+\n$/);
	expect(ended.exitCode).toBe(0);
});

test('-c starts several instances with ids of their own', async () => {
	const args = ['-n', node, '-m', 'emi-1:image/manifest', '-k', 'eki-1:kernel/manifest', '-c', '3'];
	const result = await nc('runInstance', ...args);
	expect(new Set(lines(result).map((line) => line.split(' ')[0])).size).toBe(3);
	expect(result.exitCode).toBe(0);
});

test('a refusal is told as the original told it, with the reason on standard error', async () => {
	const result = await nc(node, 'terminateInstance', 'i-99999999');
	expect(result.stdout).toBe('ncTerminateInstance() failed: error=1\n');
	expect(result.stderr).toContain('i-99999999');
	expect(result.exitCode).toBe(1);
});

test('a node that does not answer is another error', async () => {
	const result = await nc('127.0.0.1:1', 'describeResource');
	expect(result.stdout).toBe('ncDescribeResource() failed: error=2\n');
	expect(result.stderr).toContain('127.0.0.1:1');
	expect(result.exitCode).toBe(1);
});

test('the cluster key signs: without keys the message names the missing file', async () => {
	const result = await tool('NCclient', join(root, 'nowhere'), node, 'describeResource');
	expect(result.exitCode).toBe(1);
	expect(result.stderr).toContain('nowhere/var/eucalyptus/keys/cluster-cert.pem');
});

test('no arguments: usage and status 1; -h and --help: usage and status 0; an unknown command is named', async () => {
	expect(await nc()).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('NCclient <host:port>') });
	expect(await nc('-h')).toMatchObject({ exitCode: 0 });
	expect(await nc('--help')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('NCclient <host:port>') });
	expect(await nc(node, 'fly')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no command fly') });
});
