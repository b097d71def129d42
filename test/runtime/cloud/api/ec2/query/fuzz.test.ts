import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyAndCertificate, makeSelfSigned } from '../../../../../../src/common/certificate.ts';
import { percentEncode } from '../../../../../../src/runtime/cloud/api/ec2/auth/bytes.ts';
import { answerOf } from '../../../../../../src/runtime/cloud/api/ec2/errors.ts';
import { decodeParameters } from '../../../../../../src/runtime/cloud/api/ec2/query/decode.ts';
import { parameterTree } from '../../../../../../src/runtime/cloud/api/ec2/query/tree.ts';
import { NEWEST_VERSION } from '../../../../../../src/runtime/cloud/api/ec2/versions.ts';
import { readXml } from '../../../../../../src/runtime/wire/xml/read-xml.ts';
import { signedQuery } from '../support/call.ts';
import { type Endpoint, listenEc2 } from '../support/endpoint.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { message2008 } from '../support/message-2008.ts';
import { sendRaw } from '../support/raw.ts';
import { testUser } from '../support/test-records.ts';

const OPTIONS = { maxParameters: 100 };
/** The status of the refusal, or what was read. */
function decoded(source: string, options: Parameters<typeof decodeParameters>[1] = OPTIONS) {
	try {
		return decodeParameters([source], options);
	} catch (error) {
		return answerOf(error, NEWEST_VERSION).status;
	}
}

const text = fc.oneof(
	fc.string({ maxLength: 8 }),
	fc.string({ unit: 'binary', maxLength: 8 }).map((value) => value.toWellFormed()),
	fc.constantFrom(
		'+',
		'%',
		'&',
		'=',
		'.',
		' ',
		'\0',
		'%00',
		'é',
		'\u{1f600}',
		'\ufeff',
		'__proto__',
		'toString',
		'a.1.b',
	),
);
const raw = fc
	.array(
		fc.constantFrom(
			'a',
			'B',
			'1',
			'.',
			'=',
			'&',
			'+',
			'%',
			'%4',
			'%41',
			'%zz',
			'%00',
			'%ff',
			'%C3%A9',
			'%ED%A0%80',
			'%F0%9F%98%80',
			'%C0%80',
			'\xe9',
			'\xc3\xa9',
			';',
			'#',
			'?',
			' ',
			'\0',
		),
		{ maxLength: 24 },
	)
	.map((parts) => parts.join(''));

describe('the reader of parameters', () => {
	it('brings back every name and value that was encoded', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(
					fc.tuple(
						text.filter((name) => name !== ''),
						text,
					),
					{ selector: ([name]) => name, maxLength: 8 },
				),
				(pairs) => {
					const source = pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&');
					expect([...decodeParameters([source], OPTIONS)]).toEqual(pairs);
					const plus = source.replaceAll('%20', '+');
					expect([...decodeParameters([plus], OPTIONS)]).toEqual(pairs);
					expect([...decodeParameters([source.replaceAll('%2B', '+')], { ...OPTIONS, plus: 'plus' })]).toEqual(pairs);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('reads what it accepts as the URL standard does, and refuses the rest with 400', () => {
		fc.assert(
			fc.property(raw, (source) => {
				const ours = decoded(source);
				if (typeof ours === 'number') {
					expect(ours).toBe(400);
					return;
				}

				// the standard's reader takes octets as UTF-8; here they arrive as latin1
				const standard = [...new URLSearchParams(`&${Buffer.from(source, 'latin1').toString()}`)];
				expect([...ours]).toEqual(standard.filter(([name]) => name !== '' || source.includes('=')));
			}),
			{ numRuns: 5000 },
		);
	});

	it('refuses what two readers could take in two ways', () => {
		for (const source of [
			'a=1&a=2',
			'a=1&%61=2',
			'a&a',
			'=1',
			'%',
			'a=%',
			'%4',
			'a=%zz',
			'%ff',
			'%C0%80',
			'%ED%A0%80',
			'\xff=1',
			'a=%F5%80%80%80',
		]) {
			expect(decoded(source), source).toBe(400);
		}
	});

	it('makes a tree of any names, or refuses with 400', () => {
		const name = fc.array(
			fc.constantFrom('a', 'Filter', '1', '01', '', '__proto__', 'constructor', '-1', '1e9', '99999999999'),
			{ maxLength: 15 },
		);
		fc.assert(
			fc.property(
				fc.array(
					fc.tuple(
						name.map((parts) => parts.join('.')),
						text,
					),
				),
				(pairs) => {
					try {
						expect(parameterTree(pairs).leaves).toHaveLength(pairs.length);
					} catch (error) {
						expect(answerOf(error, NEWEST_VERSION).status).toBe(400);
					}
				},
			),
			{ numRuns: 2000 },
		);
	});
});

describe('the whole endpoint', () => {
	const alice = testUser('alice');
	let endpoint: Endpoint;
	let pair: KeyAndCertificate;
	beforeAll(async () => {
		pair = await makeSelfSigned({ commonName: 'alice' });
		const engine = memoryEngine({ certificates: { alice: pair.certificatePem } });
		endpoint = await listenEc2(engine);
	});
	afterAll(() => endpoint.close());
	const post = (headers: string, body: Buffer) =>
		sendRaw(
			endpoint.port,
			Buffer.concat([
				Buffer.from(
					`POST /services/Eucalyptus HTTP/1.1\r\nHost: h\r\n${headers}Content-Length: ${body.length}\r\n\r\n`,
				),
				body,
			]),
		);

	it('answers any signed parameters of any action with a document, and never blames itself', async () => {
		const actions = fc.constantFrom(
			'RunInstances',
			'DescribeInstances',
			'DescribeImages',
			'CreateKeyPair',
			'ImportKeyPair',
			'AuthorizeSecurityGroupIngress',
			'CreateTags',
			'ModifyInstanceAttribute',
			'DescribeTags',
		);
		const names = fc.constantFrom(
			'ImageId',
			'ImageId.1',
			'InstanceId.1',
			'InstanceId.0',
			'InstanceId',
			'MinCount',
			'MaxCount',
			'KeyName',
			'UserData',
			'Filter.1.Name',
			'Filter.1.Value.1',
			'Filter.x',
			'MaxResults',
			'NextToken',
			'Version',
			'DryRun',
			'Placement.AvailabilityZone',
			'GroupName',
			'IpPermissions.1.FromPort',
			'CidrIp',
			'Tag.1.Key',
			'Tag.1.Value',
			'ResourceId.1',
			'PublicKeyMaterial',
			'Attribute',
			'Value',
			'SecurityGroup.1',
			'ClientToken',
			'InstanceType',
		);
		const values = fc.oneof(
			text,
			fc.constantFrom(
				'1',
				'0',
				'-1',
				'99999999999',
				'true',
				'emi-3A5B1C2D',
				'i-00000001',
				'0.0.0.0/0',
				'2016-11-15',
				'1900-01-01',
				'tcp',
				'default',
				'instance-id',
				'',
			),
		);
		await fc.assert(
			fc.asyncProperty(actions, fc.dictionary(names, values, { maxKeys: 6 }), async (Action, parameters) => {
				const query = signedQuery(alice, 'h', { ...parameters, Action }, Date.now());
				const answer = await sendRaw(endpoint.port, `GET /services/Eucalyptus?${query} HTTP/1.1\r\nHost: h\r\n\r\n`);
				expect(answer.body).not.toContain('InternalError');
				expect(answer.status < 500 || answer.body.includes('InsufficientInstanceCapacity'), answer.body).toBe(true);
				readXml(answer.body);
			}),
			{ numRuns: 400 },
		);
	});

	it('answers any octets with a document, and never blames itself', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(
					raw.map((each) => Buffer.from(each, 'latin1')),
					fc.uint8Array({ maxLength: 50 }),
				),
				fc.boolean(),
				async (body, isSoap) => {
					const answer = await post(isSoap ? 'SOAPAction: ""\r\n' : '', Buffer.from(body));
					readXml(answer.body);
					const isFault = answer.body.includes('<faultcode>Client.');
					expect(isFault ? 500 : answer.status).toBe(isFault ? answer.status : Math.min(answer.status, 499));
				},
			),
			{ numRuns: 400 },
		);
	});

	it('answers every damaged SOAP message with a fault that blames the client', async () => {
		const good = message2008(pair, { action: 'DescribeInstances', children: '<ns1:instancesSet />' });
		const damage = fc.record({
			at: fc.nat(good.length - 1),
			remove: fc.nat(20),
			insert: fc.oneof(
				text,
				fc.constantFrom('<', '&', '<!--', '<x>', '</ds:Signature>', ' wsu:Id="id-27744459"', '<?x?>'),
			),
		});
		await fc.assert(
			fc.asyncProperty(damage, async ({ at, remove, insert }) => {
				const damaged = good.slice(0, at) + insert + good.slice(at + remove);
				const answer = await post('SOAPAction: ""\r\n', Buffer.from(damaged));
				readXml(answer.body);
				if (!answer.body.includes('<DescribeInstancesResponse')) {
					expect(answer.body).toContain('<faultcode>Client.');
				}
			}),
			{ numRuns: 400 },
		);
	});
});
