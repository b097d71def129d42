import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyAndCertificate, makeSelfSigned } from '../../../../../../src/common/certificate.ts';
import { securityErrors } from '../../../../../../src/runtime/wire/security/errors.ts';
import { allVariants } from '../../../../wire/security/variants/all.ts';
import type { Recorded } from '../../../../wire/security/variants/recorded.ts';
import { type Endpoint, listenEc2 } from '../support/endpoint.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { message2008, NAMESPACE_2008 } from '../support/message-2008.ts';
import { sendRaw } from '../support/raw.ts';
import { signSoap } from '../support/sign-soap.ts';
import { testInstance } from '../support/test-records.ts';

const TERMINATE = `<e:TerminateInstances xmlns:e="${NAMESPACE_2008}"><e:instancesSet><e:item><e:instanceId>i-00000001</e:instanceId></e:item></e:instancesSet></e:TerminateInstances>`;
const RUN = `<e:RunInstances xmlns:e="${NAMESPACE_2008}"><e:imageId>emi-3A5B1C2D</e:imageId><e:minCount>1</e:minCount><e:maxCount>1</e:maxCount></e:RunInstances>`;

/** What somebody can make of a recorded message of alice: each variant is refused for its own reason, and nothing is done. */
describe('variants of a recorded message', () => {
	const engine = memoryEngine({ places: 50 });
	let endpoint: Endpoint;
	let alice: KeyAndCertificate;
	let mallory: KeyAndCertificate;
	beforeAll(async () => {
		alice = await makeSelfSigned({ commonName: 'alice' });
		mallory = await makeSelfSigned({ commonName: 'mallory' });
		engine.list.push(testInstance(1));
		const { byCertificate } = memoryEngine({ certificates: { alice: alice.certificatePem } }).users;
		endpoint = await listenEc2({ ...engine, users: { ...engine.users, byCertificate } });
	});
	afterAll(() => endpoint.close());

	const post = (document: string | Buffer) =>
		sendRaw(
			endpoint.port,
			Buffer.concat([
				Buffer.from(
					`POST /services/Eucalyptus HTTP/1.1\r\nHost: a\r\nSOAPAction: ""\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(document)}\r\nConnection: close\r\n\r\n`,
				),
				Buffer.from(document),
			]),
		);
	const recorded = (message: string): Recorded => ({
		message,
		payloads: { 'another action': TERMINATE, 'a costly action': RUN },
		attacker: mallory,
		victim: alice,
		plainIds: true,
		looksAtBodyFirst: true,
	});
	const MESSAGES = {
		'of the tools of 2008': () => message2008(alice, { action: 'DescribeInstances', children: '<ns1:instancesSet />' }),
		'as present stacks sign': () =>
			signSoap(`<e:DescribeInstances xmlns:e="${NAMESPACE_2008}"><e:instancesSet/></e:DescribeInstances>`, alice),
	};

	it.each(Object.entries(MESSAGES))(
		'are refused with the right fault and do nothing: a message %s',
		async (_, make) => {
			const message = make();
			const variants = allVariants(recorded(message));
			expect(variants.length).toBeGreaterThan(400);
			expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
			const before = JSON.stringify([engine.list, engine.runs]);
			for (const { name, document, codes } of variants) {
				const { status, body } = await post(document);
				const [, code, text] = /<faultcode>(.*)<\/faultcode><faultstring>(.*)<\/faultstring>/s.exec(body) ?? [];
				expect(code, `${name}: ${text}`).toBe(
					codes.some((each) => each.startsWith('WSS_')) && isOf(codes, text)
						? 'Client.AuthFailure'
						: 'Client.InvalidRequest',
				);
				expect(isOf(codes, text) || codes.some((each) => !each.startsWith('WSS_')), `${name}: ${text}`).toBe(true);
				expect(status, name).toBe(500);
				expect(JSON.stringify([engine.list, engine.runs]), name).toBe(before);
			}

			// none of them has used the message up, and it is good for one time
			const bodies = (await Promise.all(Array.from({ length: 8 }, () => post(message)))).map(({ body }) => body);
			expect(bodies.filter((body) => body.includes('<DescribeInstancesResponse'))).toHaveLength(1);
			expect(bodies.filter((body) => body.includes('already received'))).toHaveLength(7);
		},
	);

	it('and a message to a node controller is none of EC2, even with the certificate of a user', async () => {
		const payload =
			'<e:ncTerminateInstance xmlns:e="http://eucalyptus.ucsb.edu/"><e:instanceId>i-00000001</e:instanceId></e:ncTerminateInstance>';
		expect((await post(signSoap(payload, alice))).body).toContain('<faultcode>Client.InvalidRequest</faultcode>');
		expect((await post(signSoap(`<e:DescribeInstances xmlns:e="${NAMESPACE_2008}"/>`, mallory))).body).toContain(
			'<faultcode>Client.AuthFailure</faultcode>',
		);
		expect(engine.list.map(({ state }) => state)).toEqual(['running']);
	});
});

/** Whether a fault's text is that of one of these refusals. */
function isOf(codes: readonly string[], text = ''): boolean {
	return codes.some((code) => {
		const spec = securityErrors.specs[code]?.text.replace(/\{.*/, '');
		return spec !== undefined && text.startsWith(spec);
	});
}
