import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { compileContract } from '../../../../src/runtime/wire/codec.ts';
import { ncTerminateInstance } from '../../../../src/runtime/wire/contracts/nc/nc-terminate-instance.ts';
import { ncService } from '../../../../src/runtime/wire/contracts/nc/service.ts';
import { readIdentity } from '../../../../src/runtime/wire/security/identity.ts';
import { signedEnvelope } from '../../../../src/runtime/wire/security/sign.ts';
import { createSoapService, type SoapService, type SoapServiceOptions } from '../../../../src/runtime/wire/server.ts';
import { addressingOf, envelopeParts, payloadOf } from '../../../../src/runtime/wire/soap/envelope.ts';
import { readFault } from '../../../../src/runtime/wire/soap/fault.ts';
import { readXml } from '../../../../src/runtime/wire/xml/read-xml.ts';
import { childElements, childrenNamed, textOf } from '../../../../src/runtime/wire/xml/tree.ts';
import { makeIdentities } from '../identities.ts';
import { ncHandlers } from '../nc-handlers.ts';
import { edit, NOW, PAYLOAD, requestSignedBy, verdict } from '../security/message.ts';

const FIXED = { now: () => NOW, sleep: async () => undefined };
let ids: Awaited<ReturnType<typeof makeIdentities>>;
let directory: string;

beforeAll(async () => {
	ids = await makeIdentities();
	directory = await mkdtemp(join(tmpdir(), 'refusals-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function nodeController(options: Partial<SoapServiceOptions> = {}): SoapService {
	return createSoapService(ncService, ncHandlers, {
		identity: ids.node,
		callers: [{ role: 'cluster controller', certificatePem: ids.cluster.certificatePem }],
		log: silentLog,
		clock: FIXED,
		...options,
	});
}

async function post(service: SoapService, message: string, soapAction?: string) {
	const { status, body } = await service({ method: 'POST', url: '/', soapAction, body: Buffer.from(message) });
	const root = readXml(body);
	const { header, body: content } = envelopeParts(root);
	const fault = readFault(payloadOf(content));
	const relatesTo = addressingOf(header === undefined ? [] : childElements(header)).RelatesTo;
	return { status, body, fault, relatesTo, payload: payloadOf(content) };
}

const addressed = (addressing: object, payload = PAYLOAD) =>
	signedEnvelope(readIdentity(ids.cluster), { addressing, payload }, NOW);
const To = 'http://node7:8775/axis2/services/EucalyptusNC';
const Action = 'EucalyptusNC#ncTerminateInstance';
const MessageID = 'urn:uuid:1';

describe('the service', () => {
	it('answers a good message signed, tied to it, with the base fields filled in', async () => {
		const payload = edit(PAYLOAD, '<e:userId>', '<e:correlationId>c-1</e:correlationId><e:userId>');
		const message = requestSignedBy(ids.cluster, NOW, payload);
		const answer = await post(nodeController(), message, `"${Action}"`);
		expect(answer).toMatchObject({ status: 200, relatesTo: 'urn:uuid:5d0e3b52-0000-4000-8000-000000000001' });
		expect(await verdict(ids.node.certificatePem, answer.body)).toBe('accepted');
		const fields = answer.payload.children.map((each) =>
			typeof each === 'string' ? each : [each.local, textOf(each)],
		);
		expect(fields).toEqual([
			['correlationId', 'c-1'],
			['userId', 'alice'],
			['return', 'true'],
			['statusMessage', '0'],
			['instanceId', 'i-3C5F0702'],
			['shutdownState', '1'],
			['previousState', '14'],
		]);
	});

	it('refuses a message that it has seen, also after a restart', async () => {
		const replayFile = join(directory, 'replay');
		const message = requestSignedBy(ids.cluster);
		const before = nodeController({ replayFile });
		expect((await post(before, message)).status).toBe(200);
		expect(await post(before, message)).toMatchObject({ status: 500, fault: { side: 'Client', code: 'WSS_REPLAYED' } });
		expect(await post(nodeController({ replayFile }), message)).toMatchObject({ fault: { code: 'WSS_REPLAYED' } });
	});

	it('signs its faults too and ties them to the message', async () => {
		const answer = await post(nodeController(), edit(requestSignedBy(ids.cluster), 'alice', 'bob'));
		expect(answer).toMatchObject({
			status: 500,
			relatesTo: 'urn:uuid:5d0e3b52-0000-4000-8000-000000000001',
			fault: { side: 'Client', code: 'WSS_BAD_DIGEST', reason: expect.stringContaining('changed after it was signed') },
		});
		expect(await verdict(ids.node.certificatePem, answer.body)).toBe('accepted');
	});

	it('blames the clocks, not the message, when it has expired', async () => {
		const late = { now: () => NOW + 600_000, sleep: async () => undefined };
		const { fault } = await post(nodeController({ clock: late }), requestSignedBy(ids.cluster));
		expect(fault).toMatchObject({ side: 'Server', code: 'WSS_EXPIRED' });
	});

	it.each([
		['no XML', () => 'hello', 'XML_MALFORMED'],
		['another document', () => '<a/>', 'WIRE_ENVELOPE'],
		[
			'SOAP 1.2',
			() => '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body/></s:Envelope>',
			'WIRE_ENVELOPE',
		],
		['no addressee', () => addressed({ Action, MessageID }), 'WSS_HEADER_NOT_SIGNED'],
		[
			'an unsigned addressee',
			() => edit(addressed({ Action, MessageID }), '<s:Header>', `<s:Header><wsa:To>${To}</wsa:To>`),
			'WSS_HEADER_NOT_SIGNED',
		],
		['no message id', () => addressed({ To, Action }), 'WSS_HEADER_NOT_SIGNED'],
		[
			'another service as addressee',
			() => addressed({ To: To.replace('NC', 'CC'), Action, MessageID }),
			'WIRE_ADDRESSEE',
		],
		['an addressee that is no address', () => addressed({ To: 'node7', Action, MessageID }), 'WIRE_ADDRESSEE'],
		[
			'another signed action',
			() => addressed({ To, Action: 'EucalyptusNC#ncRebootInstance', MessageID }),
			'WIRE_ACTION_MISMATCH',
		],
		[
			'an operation that is none',
			() => addressed({ To, Action, MessageID }, '<e:ncX xmlns:e="http://eucalyptus.ucsb.edu/"></e:ncX>'),
			'WIRE_OPERATION_UNKNOWN',
		],
		[
			'an operation in another namespace',
			() => addressed({ To, Action, MessageID }, PAYLOAD.replace('ucsb.edu/', 'ucsb.edu')),
			'WIRE_OPERATION_UNKNOWN',
		],
		[
			'an operation named like a property of objects',
			() =>
				addressed({ To, Action, MessageID }, '<e:constructor xmlns:e="http://eucalyptus.ucsb.edu/"></e:constructor>'),
			'WIRE_OPERATION_UNKNOWN',
		],
		['two operations', () => addressed({ To, Action, MessageID }, PAYLOAD + PAYLOAD), 'WIRE_ENVELOPE'],
		['an empty Body', () => addressed({ To, Action, MessageID }, ''), 'WIRE_ENVELOPE'],
		[
			'a missing element',
			() => addressed({ To, Action, MessageID }, PAYLOAD.replace(/<e:instanceId>.*<\/e:instanceId>/, '')),
			'WIRE_FIELD_MISSING',
		],
		[
			'a header that it must understand',
			() =>
				edit(
					requestSignedBy(ids.cluster),
					'<s:Header>',
					'<s:Header><x:Transaction xmlns:x="urn:x" s:mustUnderstand="1"/>',
				),
			'WIRE_NOT_UNDERSTOOD',
		],
	])('refuses %s with a fault that says so', async (_what, message, code) => {
		expect(await post(nodeController(), message())).toMatchObject({ status: 500, fault: { side: 'Client', code } });
	});

	it('names the missing element', async () => {
		const message = addressed({ To, Action, MessageID }, PAYLOAD.replace(/<e:instanceId>.*<\/e:instanceId>/, ''));
		expect((await post(nodeController(), message)).fault?.reason).toBe(
			'ncTerminateInstance: the element instanceId is missing',
		);
	});

	it('dispatches on the Body; a SOAPAction that says something else is refused, an empty one is none', async () => {
		const send = (action: string) => post(nodeController(), requestSignedBy(ids.cluster), action);
		expect(await send('"EucalyptusNC#ncRunInstance"')).toMatchObject({ fault: { code: 'WIRE_ACTION_MISMATCH' } });
		for (const action of ['', '""', Action, `"${Action}"`]) {
			expect((await send(action)).status, action).toBe(200);
		}
	});

	it('answers other methods without looking at them', async () => {
		const service = nodeController();
		expect(await service({ method: 'GET', url: '/', soapAction: undefined, body: Buffer.alloc(0) })).toMatchObject({
			status: 405,
		});
		expect(await service({ method: 'PUT', url: '/', soapAction: undefined, body: Buffer.alloc(0) })).toMatchObject({
			status: 405,
		});
	});

	it('can be spoken to by a peer that knows fewer and more elements', async () => {
		const codec = compileContract(ncService, ncTerminateInstance);
		const payload = edit(
			codec.request.encode({ userId: 'a', instanceId: 'i-1' }),
			'<e:instanceId>',
			'<e:force>true</e:force><e:instanceId>',
		);
		const { payload: answer } = await post(nodeController(), addressed({ To, Action, MessageID }, payload));
		expect(childrenNamed(answer, ncService.namespace, 'instanceId').map(textOf)).toEqual(['i-1']);
	});
});
