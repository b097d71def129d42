import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../../../../../src/common/run.ts';
import { type Endpoint, listenEc2 } from '../support/endpoint.ts';
import { type MemoryEngine, memoryEngine, testUser } from '../support/memory-engine.ts';

const alice = testUser('alice', { secretKey: 'secretOfAlice', allowSignatureV1: true });
const PEM = '-----BEGIN RSA PRIVATE KEY-----';

describe('clients that nobody here wrote', () => {
	const endpoints: Endpoint[] = [];
	let engine: MemoryEngine;
	let port: number;
	beforeEach(async () => {
		engine = memoryEngine({ users: [testUser('admin'), alice] });
		const endpoint = await listenEc2(engine);
		endpoints.push(endpoint);
		port = endpoint.port;
	});
	afterAll(() => Promise.all(endpoints.map((endpoint) => endpoint.close())));

	const python = async (script: string, ...args: string[]) => {
		const file = join(import.meta.dirname, script);
		const { stdout } = await run('/usr/bin/python3', [file, String(port), alice.queryId, alice.secretKey, ...args]);
		return JSON.parse(stdout);
	};

	it.each([
		['1', '2008-02-01'],
		['2', '2008-05-05'],
		['2', '2009-11-30'],
		['2', '2010-08-31'],
		['4', '2014-10-01'],
	])('work: boto with signature version %s and API version %s', async (signature, version) => {
		const told = await python('boto2.py', signature, version);
		expect(told).toEqual({
			zones: [['frontend', 'UP 002/002']],
			images: [
				['emi-3A5B1C2D', 'ttylinux', 'machine'],
				['eki-7A3B0C44', 'ttylinux', 'kernel'],
			],
			key: ['boto', PEM, 59],
			again: [400, 'InvalidKeyPair.Duplicate'],
			keys: ['boto'],
			run: [
				['i-3C5F0702', 'pending', '0.0.0.0', 'frontend', 'm1.small', 'boto'],
				['i-3C5F0703', 'pending', '0.0.0.0', 'frontend', 'm1.small', 'boto'],
			],
			list: [['i-3C5F0702', 'i-3C5F0703']],
			console: 'Linux version 2.6\nlogin: ',
			reboot: 'IncorrectInstanceState',
			end: ['i-3C5F0702'],
			unknown: 'InvalidInstanceID.NotFound',
			delete: true,
		});
		expect(engine.runs[0]?.userData?.toString()).toBe('a b+c/d=e~f*g');
	});

	it('work: boto3', async () => {
		expect(await python('boto3_story.py')).toEqual({
			zones: [['frontend', 'UP 002/002']],
			regions: ['Eucalyptus'],
			images: ['emi-3A5B1C2D', 'eki-7A3B0C44'],
			types: ['m1.small', 'c1.medium'],
			imported: 'mine',
			made: PEM,
			state: { Code: 0, Name: 'pending' },
			groups: ['default'],
			pages: 1,
			found: 1,
			status: 'pending',
			output: 'Linux version 2.6\nlogin: ',
			end: 'shutting-down',
			vpcs: [],
			account: [
				['supported-platforms', 'EC2'],
				['default-vpc', 'none'],
			],
			errors: ['InvalidAMIID.NotFound', 'InvalidInstanceID.NotFound', 'DryRunOperation', 'InvalidAction'],
		});
	});

	it('work: libcloud', async () => {
		expect(await python('libcloud_story.py')).toEqual({
			zones: ['frontend'],
			images: ['emi-3A5B1C2D', 'eki-7A3B0C44'],
			key: PEM,
			keys: ['libcloud'],
			node: ['pending', 'libcloud', 'emi-3A5B1C2D'],
			nodes: [true],
			console: 'Linux version 2.6\nlogin: ',
			end: true,
			gone: true,
		});
	});

	it("work: Amazon's command line of today", async () => {
		const aws = async (...args: string[]) => {
			const url = `http://127.0.0.1:${port}/services/Eucalyptus`;
			const { stdout } = await run('/usr/bin/aws', ['--endpoint-url', url, '--output', 'text', 'ec2', ...args], {
				env: {
					AWS_ACCESS_KEY_ID: alice.queryId,
					AWS_SECRET_ACCESS_KEY: alice.secretKey,
					AWS_DEFAULT_REGION: 'eucalyptus',
					AWS_EC2_METADATA_DISABLED: 'true',
				},
				okCodes: [0, 254],
			});
			return stdout;
		};
		expect(await aws('describe-availability-zones')).toBe(
			'AVAILABILITYZONES\tEucalyptus\tEucalyptus\tUP 002/002\tfrontend\n',
		);
		expect(await aws('create-key-pair', '--key-name', 'cli', '--query', 'KeyMaterial')).toContain(PEM);
		const image = ['--image-id', 'emi-3A5B1C2D', '--key-name', 'cli', '--user-data', 'hello'];
		expect(await aws('run-instances', ...image, '--query', 'Instances[].State.Name')).toBe('pending\n');
		expect(await aws('terminate-instances', '--instance-ids', 'i-3C5F0702')).toContain('shutting-down');
	});
});
