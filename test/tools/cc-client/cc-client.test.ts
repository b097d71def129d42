import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/tools/cc-client/commands.ts';
import { eventually } from '../../runtime/simulator/aws.ts';
import { type SimulatorProcess, startSimulatorProcess } from '../../runtime/simulator/simulator-process.ts';
import { hostOf, lines, tool } from '../tool.ts';

let root: string;
let simulator: SimulatorProcess;
let cluster: string;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'euca-ccclient-'));
	simulator = await startSimulatorProcess(root, '--nodes', '2');
	cluster = hostOf(simulator.report.ccUrls[0]);
});
afterAll(async () => {
	await simulator?.end('SIGKILL');
	await rm(root, { recursive: true, force: true });
});

const cc = (...args: string[]) => tool('CCclient_full', root, cluster, ...args);

test('describeResources prints the nodes and three types', async () => {
	const result = await cc('describeResources');
	expect(lines(result)).toEqual([
		simulator.report.ncUrls.join(' '),
		'DescribeResources: 16 16',
		'DescribeResources: 2 2',
		'DescribeResources: 0 0',
	]);
	expect(result.exitCode).toBe(0);
});

test('instances are run, described with 18 fields, rebooted, and their console read', async () => {
	const run = await cc('runInstances', 'emi-1', 'file:///root', 'eki-1', 'file:///kernel', '2', '0', 'default');
	expect(lines(run)).toHaveLength(2);
	const [id = '', reservation = ''] =
		/^Run: instance id: (i-\S+) (r-\S+) eucalyptus http:\S+EucalyptusNC$/.exec(lines(run)[0] ?? '')?.slice(1) ?? [];
	const described = await eventually(
		async () => lines(await cc('describeInstances', id)),
		([line]) => line?.split(' ')[4] === 'Extant',
	);
	const [word, ...fields] = (described[0] ?? '').split(' ');
	expect([word, ...fields.slice(0, 4)]).toEqual(['Desc:', id, reservation, 'eucalyptus', 'Extant']);
	expect(fields).toHaveLength(18);
	const console = await cc('getConsoleOutput', id);
	expect(lines(console)[0]).toMatch(/^RAW CONSOLE OUTPUT: [A-Za-z0-9+/=]+$/);
	expect(console.stdout).toContain('RAW CONSOLE OUTPUT: [    0.000000] Linux version');
	expect(await cc('rebootInstances', id)).toMatchObject({ exitCode: 0, stdout: '' });
	expect(await cc('terminateInstances', id)).toMatchObject({ exitCode: 0, stdout: 'Term: number: 1\n' });
});

test('killallInstances ends the rest', async () => {
	expect(await cc('killallInstances')).toMatchObject({ exitCode: 0, stdout: 'Term: number: 1\n' });
	expect(await cc('killallInstances')).toMatchObject({ exitCode: 0, stdout: 'Term: number: 0\n' });
});

test('network commands answer with a status', async () => {
	expect((await cc('startNetwork', '10', 'default')).stdout).toBe('startnetwork returned status 1\n');
	expect((await cc('stopNetwork', '10', 'default')).stdout).toBe('stopnetwork returned status 1\n');
});

test('a refusal is told as the original told it', async () => {
	const result = await cc('describePublicAddresses');
	expect(lines(result)[0]).toMatch(/^operation fault '.*SYSTEM.*'$/);
	expect(lines(result)[1]).toBe('cc_describePublicAddresses() failed');
	expect(result.exitCode).toBe(1);
});

test('without arguments it prints every command and ends with 1; wrong ones are named', async () => {
	const usage = await tool('CCclient_full', root);
	expect(usage.exitCode).toBe(1);
	for (const name of Object.keys(COMMANDS)) {
		expect(usage.stdout).toContain(`  ${name}`);
	}

	expect(await cc('fly')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no command fly') });
	expect(await cc('startNetwork', 'ten', 'default')).toMatchObject({ exitCode: 1 });
	expect(await tool('CCclient_full', root, 'nohost', 'describeResources')).toMatchObject({ exitCode: 1 });
});
