import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveVersion } from '../../../../../src/runtime/cloud/api/ec2/versions.ts';
import { call } from './support/call.ts';
import { type Endpoint, listenEc2 } from './support/endpoint.ts';
import { memoryEngine } from './support/memory-engine.ts';
import { testInstance, testUser } from './support/test-records.ts';

const alice = testUser('alice');
const ACTIONS = [
	{ Action: 'DescribeAvailabilityZones' },
	{ Action: 'DescribeRegions' },
	{ Action: 'DescribeImages' },
	{ Action: 'DescribeKeyPairs' },
	{ Action: 'DescribeInstances' },
	{ Action: 'RunInstances', ImageId: 'emi-3A5B1C2D', MinCount: '1', MaxCount: '1', KeyName: 'mykey' },
	{ Action: 'GetConsoleOutput', InstanceId: 'i-00000001' },
	{ Action: 'RebootInstances', 'InstanceId.1': 'i-00000001' },
	{ Action: 'TerminateInstances', 'InstanceId.1': 'i-00000001' },
];

describe('responses', () => {
	let endpoint: Endpoint;
	const engine = memoryEngine({ places: 1000 });
	beforeAll(async () => {
		endpoint = await listenEc2(engine);
	});
	afterAll(() => endpoint.close());

	it.each(['2008-02-01', '2008-05-05', '2008-08-08', '2009-11-30', '2010-08-31', '2011-01-01', '2016-11-15'])(
		'hold what version %s holds, and nothing else',
		async (Version) => {
			const id = { id: 'key-0', owner: 'alice', name: 'mykey' };
			engine.keys.splice(0, 9, { ...id, fingerprint: '00:11', publicKey: 'ssh-rsa AAAA', createdAt: 0 });
			engine.list.splice(
				0,
				9999,
				testInstance(1, { reason: 'a <reason>', ramdiskId: 'eri-00000001', clientToken: 't' }),
			);
			let text = '';
			for (const parameters of ACTIONS) {
				const { body } = await call(endpoint.port, alice, { ...parameters, Version } as Record<string, string>);
				text += `${body.replaceAll(/(<\/?\w*(Set|Info|item|Response)\b[^>]*>)/g, '\n$1\n').replace(/\n+/g, '\n')}\n`;
			}

			const stable = text.replace(/[0-9a-f-]{36}/g, 'REQUEST').replaceAll(String(endpoint.port), 'PORT');
			await expect(stable).toMatchFileSnapshot(join(import.meta.dirname, 'golden', `${Version}.xml.txt`));
		},
	);

	it('come in the namespace of the very version that was asked for', async () => {
		for (const Version of ['2006-06-26', '2008-06-15', '2012-12-12', '2016-11-15', '2031-01-01']) {
			const { body } = await call(endpoint.port, alice, { Action: 'DescribeImages', Version });
			expect(body).toContain(`<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/${Version}/">`);
		}
	});
});

describe('versions', () => {
	it.each([
		['2006-01-01', '2006-06-26'],
		['2008-02-01', '2008-02-01'],
		['2008-05-04', '2008-02-01'],
		['2012-07-20', '2011-01-01'],
		['2016-11-15', '2016-11-15'],
		['2099-12-31', '2016-11-15'],
		['2005-12-31', undefined],
		['2008-02-30', undefined],
		['2008-2-1', undefined],
		['latest', undefined],
	])('that lie between known ones count as the one before: %s is %s', (requested, known) => {
		expect(resolveVersion(requested)).toBe(known);
	});
});
