import { connect } from 'node:net';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_INSTANCE_SETTINGS } from '../../../../../src/runtime/cloud/engine/instance.ts';
import { call, codeOf } from './support/call.ts';
import { type Endpoint, listenEc2 } from './support/endpoint.ts';
import { type MemoryEngine, memoryEngine } from './support/memory-engine.ts';
import { sendRaw } from './support/raw.ts';
import { testInstance, testUser } from './support/test-records.ts';

const [admin, alice, bob] = [testUser('admin'), testUser('alice'), testUser('bob')];

describe('the EC2 interface', () => {
	let endpoint: Endpoint;
	let engine: MemoryEngine;
	let lines: string[] = [];
	const delegate = new Proxy({} as MemoryEngine, { get: (_, key) => engine[key as keyof MemoryEngine] });
	const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
	/** One that waits for slow clients only for a moment. */
	let impatient: Endpoint;
	const settings = { maxBodyBytes: 100_000, maxParameters: 500 };
	beforeAll(async () => {
		endpoint = await listenEc2(delegate, { log, settings });
		impatient = await listenEc2(delegate, { settings: { ...settings, bodyTimeoutMs: 300 } });
	});
	afterAll(() => Promise.all([endpoint.close(), impatient.close()]));
	beforeEach(() => {
		engine = memoryEngine({ places: 4 });
		engine.list.push(testInstance(1), testInstance(2, { owner: 'bob' }));
		lines = [];
	});
	const ask = (user: typeof alice, parameters: Record<string, string>) => call(endpoint.port, user, parameters);

	it('answers a foreign id exactly as an unknown one', async () => {
		for (const parameters of [
			{ Action: 'DescribeInstances', 'InstanceId.1': 'ID' },
			{ Action: 'DescribeInstanceStatus', 'InstanceId.1': 'ID' },
			{ Action: 'TerminateInstances', 'InstanceId.1': 'ID' },
			{ Action: 'RebootInstances', 'InstanceId.1': 'ID' },
			{ Action: 'GetConsoleOutput', InstanceId: 'ID' },
		]) {
			const answers = await Promise.all(
				['i-00000002', 'i-00000099'].map(async (id) => {
					const named = Object.entries(parameters).map(([name, value]) => [name, value === 'ID' ? id : value]);
					const { status, body } = await ask(alice, Object.fromEntries(named));
					return { status, body: body.replaceAll(id, 'ID').replace(/<RequestID>.*/, '') };
				}),
			);
			expect(answers[0]).toEqual(answers[1]);
			expect(answers[0]?.body).toContain('InvalidInstanceID.NotFound');
		}
	});

	it('shows everybody their own instances, and the administrator all', async () => {
		const idsFor = async (user: typeof alice) =>
			[...(await ask(user, { Action: 'DescribeInstances' })).body.matchAll(/<instanceId>(.*?)</g)].map(([, id]) => id);
		expect(await idsFor(alice)).toEqual(['i-00000001']);
		expect(await idsFor(bob)).toEqual(['i-00000002']);
		expect(await idsFor(admin)).toEqual(['i-00000001', 'i-00000002']);
	});

	it('gives the administrator the places of every type by the word verbose, and nobody else', async () => {
		const verbose = { Action: 'DescribeAvailabilityZones', 'ZoneName.1': 'verbose' };
		const { body } = await ask(admin, verbose);
		expect(
			[...body.matchAll(/<zoneName>(.*?)<\/zoneName><zoneState>(.*?)</g)].map(([, name, state]) => [name, state]),
		).toEqual([
			['frontend', 'UP 002/004'],
			['|- vm types', 'free / max   cpu   ram  disk'],
			['|- m1.small', '0002 / 0004   1    128    10'],
			['|- c1.medium', '0002 / 0004   1    256    10'],
		]);
		expect(codeOf(await ask(alice, verbose))).toBe('InvalidParameterValue');
	});

	it.each([
		[{}, 'MissingAction', 400],
		[{ Action: '' }, 'MissingAction', 400],
		[{ Action: 'DescribeNothing' }, 'InvalidAction', 400],
		[{ Action: 'CreateVolume' }, 'MissingParameter', 400],
		[{ Action: 'CreateVolume', AvailabilityZone: 'frontend' }, 'UnsupportedOperation', 400],
		[{ Action: 'CreateVolume', AvailabilityZone: 'frontend', Version: '2008-05-05' }, 'InvalidAction', 400],
		[{ Action: 'DescribeInstances', Operation: 'DescribeInstances' }, 'InvalidParameterCombination', 400],
		[{ Action: 'DescribeInstances', Version: '2016-13-01' }, 'InvalidParameterValue', 400],
		[{ Action: 'DescribeInstances', Version: '1999-01-01' }, 'InvalidParameterValue', 400],
		[{ Action: 'DescribeInstances', Colour: 'red' }, 'UnknownParameter', 400],
		[{ Action: 'DescribeInstances', 'InstanceId.1': 'x' }, 'InvalidInstanceID.Malformed', 400],
		[
			{ Action: 'DescribeInstances', 'InstanceId.1': 'i-00000001', MaxResults: '5' },
			'InvalidParameterCombination',
			400,
		],
		[{ Action: 'DescribeInstances', 'Filter.1.Name': 'colour', 'Filter.1.Value.1': 'x' }, 'InvalidParameterValue', 400],
		[{ Action: 'DescribeInstances', 'Filter.1.Value.1': 'x' }, 'MissingParameter', 400],
		[{ Action: 'DescribeInstances', DryRun: 'true' }, 'DryRunOperation', 412],
		[{ Action: 'DescribeInstances', DryRun: 'maybe' }, 'InvalidParameterValue', 400],
		[{ Action: 'TerminateInstances' }, 'MissingParameter', 400],
		[{ Action: 'DeleteKeyPair' }, 'MissingParameter', 400],
		[{ Action: 'DescribeKeyPairs', 'KeyName.1': 'none' }, 'InvalidKeyPair.NotFound', 400],
		[{ Action: 'DescribeImages', 'ImageId.1': 'emi-00000000' }, 'InvalidAMIID.NotFound', 400],
		[{ Action: 'DescribeImages', 'ImageId.1': 'i-00000000' }, 'InvalidAMIID.Malformed', 400],
		[{ Action: 'DescribeRegions', 'RegionName.1': 'us-east-1' }, 'InvalidParameterValue', 400],
		[{ Action: 'DescribeAvailabilityZones', 'ZoneName.1': 'x' }, 'InvalidParameterValue', 400],
		[{ Action: 'DescribeAvailabilityZones', 'ZoneName.1': 'x', Version: '2008-05-05' }, 'InvalidZone.NotFound', 400],
		[{ Action: 'DescribeInstanceTypes', 'InstanceType.1': 'x' }, 'InvalidParameterValue', 400],
		[{ Action: 'ImportKeyPair', KeyName: 'a', PublicKeyMaterial: 'AAAA' }, 'InvalidKey.Format', 400],
	])('refuses %j with %s', async (parameters, code, status) => {
		const answer = await ask(alice, parameters as Record<string, string>);
		expect(codeOf(answer)).toBe(code);
		expect(answer.status).toBe(status);
	});

	const run = { Action: 'RunInstances', ImageId: 'emi-3A5B1C2D', MinCount: '1', MaxCount: '1' };
	it.each([
		[{ MinCount: '0' }, 'InvalidParameterValue', 400],
		[{ MinCount: '2' }, 'InvalidParameterValue', 400],
		[{ MaxCount: '-1' }, 'InvalidParameterValue', 400],
		[{ MaxCount: '' }, 'MissingParameter', 400],
		[{ ImageId: 'emi-00000000' }, 'InvalidAMIID.NotFound', 400],
		[{ ImageId: 'ttylinux' }, 'InvalidAMIID.Malformed', 400],
		[{ KeyName: 'none' }, 'InvalidKeyPair.NotFound', 400],
		[{ InstanceType: 'x1.huge' }, 'InvalidParameterValue', 400],
		[{ 'Placement.AvailabilityZone': 'mars' }, 'InvalidParameterValue', 400],
		[{ UserData: '***' }, 'InvalidParameterValue', 400],
		[{ UserData: Buffer.alloc(16 * 1024 + 1).toString('base64') }, 'InvalidParameterValue', 400],
		[{ MinCount: '9', MaxCount: '9' }, 'InsufficientInstanceCapacity', 500],
		[{ SubnetId: 'subnet-1' }, 'InvalidSubnetID.NotFound', 400],
		[{ 'SecurityGroupId.1': 'sg-00000000' }, 'InvalidGroup.NotFound', 400],
		[{ 'BlockDeviceMapping.1.Ebs.VolumeSize': '10' }, 'UnsupportedOperation', 400],
		[{ InstanceInitiatedShutdownBehavior: 'stop' }, 'UnsupportedOperation', 400],
		[{ 'MetadataOptions.HttpTokens': 'perhaps' }, 'InvalidParameterValue', 400],
		[{ 'SecurityGroupId.1': 'web' }, 'InvalidGroupId.Malformed', 400],
		[{ DryRun: 'true', MinCount: '9', MaxCount: '9' }, 'InsufficientInstanceCapacity', 500],
		[{ DryRun: 'true' }, 'DryRunOperation', 412],
	])('refuses to run instances with %j: %s', async (changes, code, status) => {
		const answer = await ask(alice, { ...run, ...changes });
		expect([codeOf(answer), answer.status]).toEqual([code, status]);
		expect(engine.list).toHaveLength(2);
	});

	it('gives the engine what a run asks for', async () => {
		const userData = Buffer.from([0, 1, 2, 255]);
		const answer = await ask(alice, {
			...run,
			MaxCount: '5',
			UserData: userData.toString('base64'),
			InstanceType: 'small',
			'SecurityGroup.1': 'web',
			'SecurityGroup.2': 'default',
			'Placement.AvailabilityZone': 'frontend',
			KernelId: 'eki-7a3b0c44',
			ClientToken: 'token-1',
		});
		expect(answer.status).toBe(200);
		expect(engine.runs).toEqual([
			{
				imageId: 'emi-3A5B1C2D',
				minCount: 1,
				maxCount: 5,
				keyName: undefined,
				type: 'small',
				zone: 'frontend',
				kernelId: 'eki-7A3B0C44',
				ramdiskId: undefined,
				groups: [{ name: 'web' }, { name: 'default' }],
				userData,
				clientToken: 'token-1',
				settings: DEFAULT_INSTANCE_SETTINGS,
				tags: [],
			},
		]);
	});

	it('forgets a key pair that does not exist without complaint, by name or by id', async () => {
		await ask(alice, { Action: 'ImportKeyPair', KeyName: 'mine', PublicKeyMaterial: btoa('ssh-rsa AAAA') });
		expect((await ask(alice, { Action: 'DeleteKeyPair', KeyPairId: 'key-0' })).body).toContain('<return>true</return>');
		expect(engine.keys).toEqual([]);
		expect((await ask(alice, { Action: 'DeleteKeyPair', KeyName: 'mine' })).body).toContain('<return>true</return>');
	});

	it('pages through instances', async () => {
		engine.list.push(...Array.from({ length: 5 }, (_, i) => testInstance(i + 10, { reservationId: 'r-00000001' })));
		const first = await ask(alice, { Action: 'DescribeInstances', MaxResults: '4' });
		const NextToken = /<nextToken>(.*?)</.exec(first.body)?.[1] ?? '';
		const second = await ask(alice, { Action: 'DescribeInstances', MaxResults: '4', NextToken });
		expect([...(first.body + second.body).matchAll(/<instanceId>/g)]).toHaveLength(6);
		expect(second.body).not.toContain('nextToken');
	});

	it('says how it fails without saying why when the fault is its own', async () => {
		engine = {
			...engine,
			images: { ...engine.images, visibleTo: () => Promise.reject(new Error('disk 1234 is gone')) },
		};
		const answer = await ask(alice, { Action: 'DescribeImages' });
		expect(codeOf(answer)).toBe('InternalError');
		expect(answer.status).toBe(500);
		expect(answer.body).not.toContain('1234');
		expect(lines.join('')).toContain('disk 1234 is gone');
	});

	it('writes one line per request, without secrets', async () => {
		const answer = await ask(alice, { ...run, UserData: btoa('very secret'), KeyName: 'none' });
		const requestId = /<RequestID>(.*)<\/RequestID>/.exec(answer.body)?.[1];
		expect(requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
		expect(lines).toHaveLength(1);
		expect(JSON.parse(lines[0] ?? '')).toMatchObject({
			requestId,
			interface: 'query',
			source: '127.0.0.1',
			action: 'RunInstances',
			version: '2016-11-15',
			user: 'alice',
			result: 'InvalidKeyPair.NotFound',
			status: 400,
			msg: 'ec2 request',
		});
		expect(lines[0]).not.toMatch(/secret|Signature/);
	});

	it.each([
		['PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n', 405],
		['GET / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
		['GET /?Action=%ff HTTP/1.1\r\nHost: a\r\n\r\n', 400],
		['GET /?Action=A&Action=B HTTP/1.1\r\nHost: a\r\n\r\n', 400],
		['GET http://a/services/Eucalyptus?Action=DescribeImages HTTP/1.1\r\nHost: a\r\n\r\n', 403],
		['GET /?Action=DescribeImages HTTP/1.0\r\n\r\n', 403],
		['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\0\0\0\0', 400],
		[`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n${'a'.repeat(200_000)}`, 413],
		[`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2002\r\n\r\n${'a&'.repeat(1001)}`, 400],
		[
			`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n${Array.from({ length: 1000 }, (_, i) => `a${i}=`.padEnd(9, '&')).join('')}`,
			400,
		],
		['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\nAction=', 408],
	])('answers nonsense with an error document: %.60s', async (octets, status) => {
		const answer = await sendRaw((status === 408 ? impatient : endpoint).port, octets);
		expect(answer.status).toBe(status);
		expect(answer.head.toLowerCase()).toContain('content-type: text/xml;charset=utf-8');
		expect(answer.body).toMatch(/<Response><Errors><Error><Code>\w+<\/Code><Message>/);
	});

	it('survives a client that goes away in the middle', async () => {
		const socket = connect(endpoint.port, '127.0.0.1');
		socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\nAction=');
		await new Promise((resolve) => setTimeout(resolve, 30));
		socket.destroy();
		await expect.poll(() => lines.length, { timeout: 60_000 }).toBe(1);
		expect(codeOf(await ask(alice, { Action: 'DescribeRegions' }))).toBeUndefined();
	});
});
