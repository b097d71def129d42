import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../src/common/run.ts';
import { aws, eventually } from './aws.ts';
import { checkout, type SimulatorProcess, startSimulatorProcess } from './simulator-process.ts';

let root: string;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'euca-simulate-test-'));
});
afterAll(async () => rm(root, { recursive: true, force: true }));

const simulate = (...args: string[]) =>
	run(join(checkout, 'bin/euca-simulate'), args, { okCodes: [0, 1, 2, 64], timeoutMs: 20_000 });
const states = "'Reservations[].Instances[].State.Name'".slice(1, -1);

describe('a simulator and the clients of users', () => {
	let simulator: SimulatorProcess;
	let image: string;
	beforeAll(async () => {
		simulator = await startSimulatorProcess(join(root, 'main'), '--clusters', '2', '--nodes', '2', '--cores', '4');
	});
	afterAll(async () => simulator?.end('SIGKILL'));

	test('says on one line of standard output, and nothing else, how to reach everything', async () => {
		const { report } = simulator;
		expect(simulator.stdout().trim().split('\n')).toHaveLength(1);
		expect(report.ec2Url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/services\/Eucalyptus$/);
		expect(report.webUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/);
		expect(report.ccUrls).toHaveLength(2);
		expect(new Set(report.ncUrls).size).toBe(4);
		for (const file of [report.certFile, report.keyFile, report.cloudCertFile]) {
			expect(existsSync(file)).toBe(true);
		}

		expect((await stat(report.keyFile)).mode & 0o777).toBe(0o600);
		expect((await stat(report.keysDir)).mode & 0o777).toBe(0o700);
		expect((await stat(join(report.keysDir, 'cloud-pk.pem'))).mode & 0o777).toBe(0o600);
	});

	test('has every place free from the first request on, in every zone', async () => {
		const rows = await aws(
			simulator.report,
			'describe-availability-zones',
			'--query',
			'AvailabilityZones[].[ZoneName,State]',
		);
		expect(rows).toEqual([
			['cluster1', 'UP 008/008'],
			['cluster2', 'UP 008/008'],
		]);
	});

	test('runs instances in the zone that the AWS command line names, with addresses and a console', async () => {
		const { report } = simulator;
		const images = await aws(report, 'describe-images', '--query', 'Images[?ImageType==`machine`].ImageId');
		image = (images as string[])[0] ?? '';
		expect(image).toMatch(/^emi-[0-9A-F]{8}$/);
		const key = await aws(report, 'create-key-pair', '--key-name', 'mykey', '--query', 'KeyMaterial');
		expect(key).toContain('BEGIN RSA PRIVATE KEY');
		const placement = ['--placement', 'AvailabilityZone=cluster2'];
		const started = await aws(
			report,
			...['run-instances', '--image-id', image, '--key-name', 'mykey', '--count', '3', ...placement],
			...['--query', 'Instances[].InstanceId'],
		);
		expect(started).toHaveLength(3);
		const query = 'Reservations[].Instances[].[State.Name,Placement.AvailabilityZone,PublicIpAddress]';
		const rows = await eventually(
			async () => (await aws(report, 'describe-instances', '--query', query)) as (string | null)[][],
			(each) => each.every(([state, , address]) => state === 'running' && address !== null),
		);
		expect(rows.map(([state, zone]) => [state, zone])).toEqual(Array(3).fill(['running', 'cluster2']));
		expect(new Set(rows.map(([, , address]) => address)).size).toBe(3);
		const output = await aws(report, 'get-console-output', '--instance-id', (started as string[])[0] ?? '');
		expect((output as { Output: string }).Output).toContain('login:');
	});

	test('is used by python-boto of 2010', async () => {
		const { accessKey, secretKey, ec2Url } = simulator.report;
		const script = `import boto, sys
from boto.ec2.regioninfo import RegionInfo
key, secret, port = sys.stdin.read().split()
c = boto.connect_ec2(key, secret, is_secure=False, region=RegionInfo(name='eucalyptus', endpoint='127.0.0.1'), port=int(port), path='/services/Eucalyptus')
r = c.run_instances('${image}', min_count=1, max_count=1, key_name='mykey')
ids = [i.id for i in r.instances]
c.terminate_instances(ids)
print(len(c.get_all_zones()), [k.name for k in c.get_all_key_pairs()], len(ids), len(c.get_all_images()))`;
		const input = `${accessKey} ${secretKey} ${new URL(ec2Url).port}`;
		const { stdout } = await run('/usr/bin/python3', ['-c', script], { input });
		expect(stdout).toBe("2 ['mykey'] 1 3\n");
	});

	test('refuses a second simulator on its directory and names the first', async () => {
		const { exitCode, stdout, stderr } = await simulate('--dir', join(root, 'main'));
		expect(exitCode).toBe(2);
		expect(stdout).toBe('');
		expect(stderr).toContain(`process ${simulator.pid}`);
	});

	test('killed and started again, it has the same addresses, credentials and instances', async () => {
		const before = simulator.report;
		expect(await simulator.end('SIGKILL')).toBe('SIGKILL');
		simulator = await startSimulatorProcess(join(root, 'main'), '--clusters', '2', '--nodes', '2', '--cores', '4');
		expect(simulator.report).toEqual(before);
		const running = await eventually(
			async () => ((await aws(before, 'describe-instances', '--query', states)) as string[]).toSorted(),
			(each) => each.includes('terminated'),
		);
		expect(running).toEqual(['running', 'running', 'running', 'terminated']);
		expect(await aws(before, 'describe-key-pairs', '--query', 'KeyPairs[].KeyName')).toEqual(['mykey']);
		expect(await aws(before, 'describe-images', '--query', 'Images[].ImageId')).toHaveLength(3);
		const ids = (await aws(
			before,
			'describe-instances',
			'--query',
			'Reservations[].Instances[].InstanceId',
		)) as string[];
		await aws(before, 'terminate-instances', '--instance-ids', ...ids);
		const after = await eventually(
			async () => (await aws(before, 'describe-instances', '--query', states)) as string[],
			(each) => each.every((state) => state === 'terminated'),
		);
		expect(after).toEqual(Array(4).fill('terminated'));
	});

	test('stops on SIGTERM, with status 0', async () => {
		expect(await simulator.end('SIGTERM')).toBe(0);
		expect(existsSync(join(root, 'main/euca-simulate.pid'))).toBe(false);
		expect(await readFile(join(root, 'main/var/log/eucalyptus/simulator.log'), 'utf8')).toContain(
			'euca-simulate stopped',
		);
	});
});

describe('a simulator that cannot start', () => {
	test('says which port is in use', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const { port } = server.address() as { port: number };
		const { exitCode, stdout, stderr } = await simulate('--dir', join(root, 'busy'), '--port', String(port));
		server.close();
		expect([exitCode, stdout]).toEqual([1, '']);
		expect(stderr).toContain(`${port}`);
		expect(stderr).toMatch(/in use/);
	});

	test('says that its directory cannot be used', async () => {
		const { exitCode, stderr } = await simulate('--dir', '/proc/nothing/here');
		expect(exitCode).toBe(1);
		expect(stderr).toContain('/proc/nothing/here cannot be used');
	});

	test('names the option that is wrong', async () => {
		const { exitCode, stdout, stderr } = await simulate('--dir', join(root, 'x'), '--nodes', 'many');
		expect([exitCode, stdout]).toEqual([64, '']);
		expect(stderr).toContain('--nodes "many": expected');
	});
});
