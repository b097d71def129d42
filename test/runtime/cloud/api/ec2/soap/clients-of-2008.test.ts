import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type KeyAndCertificate, makeSelfSigned } from '../../../../../../src/common/certificate.ts';
import { readXml } from '../../../../../../src/runtime/wire/xml/read-xml.ts';
import { childElements, childrenNamed, textOf } from '../../../../../../src/runtime/wire/xml/tree.ts';
import { serverTimeIn } from '../../../../wire/server-time.ts';
import { type Endpoint, listenEc2 } from '../support/endpoint.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { type Message2008, message2008, NAMESPACE_2008 } from '../support/message-2008.ts';
import { sendRaw } from '../support/raw.ts';
import { testInstance } from '../support/test-records.ts';

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** What XFire, Axis and WSS4J of 2008 send and expect (spec/ec2-api §5). */
describe('SOAP stacks of 2008', () => {
	const engine = memoryEngine();
	let endpoint: Endpoint;
	let alice: KeyAndCertificate;
	beforeAll(async () => {
		alice = await makeSelfSigned({ commonName: 'alice' });
		const { byCertificate } = memoryEngine({ certificates: { alice: alice.certificatePem } }).users;
		endpoint = await listenEc2({ ...engine, users: { ...engine.users, byCertificate } });
	});
	afterAll(() => endpoint.close());
	beforeEach(() => {
		engine.list.splice(0, Number.POSITIVE_INFINITY, testInstance(1));
	});

	const message = (change?: Message2008['change']) =>
		message2008(alice, {
			action: 'DescribeInstances',
			children: '<ns1:instancesSet />',
			...(change === undefined ? {} : { change }),
		});
	const head = (headers: string, version = '1.1', path = '/services/Eucalyptus') =>
		`POST ${path} HTTP/${version}\r\nHost: cloud:8773\r\nContent-Type: text/xml; charset=UTF-8\r\n${headers}\r\n\r\n`;
	const sent = (body: string, headers = 'SOAPAction: "DescribeInstances"\r\nUser-Agent: ec2-api-tools 1.3-24159') =>
		sendRaw(endpoint.port, head(`${headers}\r\nContent-Length: ${Buffer.byteLength(body)}`) + body);
	const answered = '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2008-05-05/">';

	it('get a plain, unsigned SOAP 1.1 answer in the namespace of their version', async () => {
		const answer = await sent(message());
		expect(answer.status).toBe(200);
		expect(answer.head).toMatch(/content-type: text\/xml;charset=UTF-8/i);
		const root = readXml(answer.body);
		expect([root.namespace, root.local, childElements(root).length]).toEqual([ENVELOPE, 'Envelope', 1]);
		const [body] = childrenNamed(root, ENVELOPE, 'Body');
		const [response] = body === undefined ? [] : childElements(body);
		expect([response?.namespace, response?.local]).toEqual([NAMESPACE_2008, 'DescribeInstancesResponse']);
		expect(answer.body).not.toMatch(/Security|Signature|requestId/);
	});

	it('get a fault as they print it: Client., the code, the text', async () => {
		const call = { action: 'GetConsoleOutput', children: '<ns1:instanceId>i-00000009</ns1:instanceId>' };
		const answer = await sent(message2008(alice, call), 'SOAPAction: "GetConsoleOutput"');
		expect(answer.status).toBe(500);
		const [body] = childrenNamed(readXml(answer.body), ENVELOPE, 'Body');
		const [fault] = body === undefined ? [] : childElements(body);
		expect([fault?.namespace, fault?.local]).toEqual([ENVELOPE, 'Fault']);
		const parts = (fault === undefined ? [] : childElements(fault)).map((each) => [
			each.namespace,
			each.local,
			textOf(each),
		]);
		expect(parts.slice(0, 2)).toEqual([
			['', 'faultcode', 'Client.InvalidInstanceID.NotFound'],
			['', 'faultstring', expect.stringContaining('i-00000009')],
		]);
		expect(parts[2]?.slice(0, 2)).toEqual(['', 'detail']);
	});

	it('get the line that users know when their clock is wrong, either way, and the time of the server', async () => {
		for (const ms of [-301_000, 420_000]) {
			const before = Date.now();
			const call = { action: 'DescribeInstances', created: before + ms };
			const { body, status } = await sent(message2008(alice, call));
			expect(status).toBe(500);
			expect(body).toContain(
				'<faultcode>soapenv:Server</faultcode><faultstring>An error was discovered processing the &lt;wsse:Security&gt; header. (WSSecurityEngine: Invalid timestamp The security semantics of message have expired)',
			);
			expect(serverTimeIn(body)).toBeGreaterThan(before - 1000);
			expect(serverTimeIn(body)).toBeLessThanOrEqual(Date.now());
		}
	});

	it.each([
		['quoted', 'SOAPAction: "DescribeInstances"'],
		['bare', 'SOAPAction: DescribeInstances'],
		['as a URL', 'SOAPAction: "http://ec2.amazonaws.com/doc/2008-05-05/DescribeInstances"'],
		['with a fragment', 'SOAPAction: "urn:ec2#DescribeInstances"'],
		['empty', 'SOAPAction: ""'],
		['without a value', 'SOAPAction:'],
		['in other letters', 'soapaction: "DescribeInstances"'],
		['absent', 'X-Other: 1'],
	])('may send SOAPAction %s', async (_, headers) => {
		expect((await sent(message(), headers)).body).toContain(answered);
	});

	it.each([
		['"TerminateInstances"'],
		['http://ec2.amazonaws.com/doc/2008-05-05/TerminateInstances'],
		['"DescribeInstances", "TerminateInstances"'],
	])('may not name another action there: %s', async (value) => {
		expect((await sent(message(), `SOAPAction: ${value}`)).body).toContain(
			'<faultcode>Client.InvalidRequest</faultcode>',
		);
	});

	const token = /<wsse:BinarySecurityToken .*<\/wsse:BinarySecurityToken>/s;
	const timestamp = /<wsu:Timestamp .*<\/wsu:Timestamp>/s;
	const part = (m: string, pattern: RegExp) => pattern.exec(m)?.[0] ?? '';
	it.each<readonly [string, (m: string) => string]>([
		[
			'the token embedded in the reference to it',
			(m) => m.replace(token, '').replace(/<wsse:Reference [^>]*>/, `<wsse:Embedded>${part(m, token)}</wsse:Embedded>`),
		],
		['mustUnderstand on Security', (m) => m.replace('<wsse:Security ', '<wsse:Security soap:mustUnderstand="1" ')],
		['an actor on Security', (m) => m.replace('<wsse:Security ', '<wsse:Security soap:actor="" ')],
		[
			'Timestamp after Signature',
			(m) => m.replace(timestamp, '').replace('</wsse:Security>', `${part(m, timestamp)}</wsse:Security>`),
		],
		[
			'the token after Signature',
			(m) => m.replace(token, '').replace('</wsse:Security>', `${part(m, token)}</wsse:Security>`),
		],
		['times without milliseconds', (m) => m.replace(/\.\d{3}Z</g, 'Z<')],
		[
			'Expires before Created',
			(m) => m.replace(/(<wsu:Created>.*<\/wsu:Created>)(<wsu:Expires>.*<\/wsu:Expires>)/, '$2$1'),
		],
		['no Expires', (m) => m.replace(/<wsu:Expires>.*<\/wsu:Expires>/, '')],
		['ten minutes of life', (m) => m.replace(/(?<=<wsu:Expires>)[^<]*/, new Date(Date.now() + 600_000).toISOString())],
		[
			'lists of inclusive prefixes',
			(m) =>
				m.replaceAll(
					`Transform Algorithm="${EXC}" />`,
					`Transform Algorithm="${EXC}"><ec:InclusiveNamespaces xmlns:ec="${EXC}" PrefixList="soap xsd ns1 wsu" /></ds:Transform>`,
				),
		],
		[
			'a list of inclusive prefixes for the signature',
			(m) =>
				m.replace(
					`Method Algorithm="${EXC}" />`,
					`Method Algorithm="${EXC}"><ec:InclusiveNamespaces xmlns:ec="${EXC}" PrefixList="soap xsi" /></ds:CanonicalizationMethod>`,
				),
		],
		[
			'the token signed, too',
			(m) =>
				m.replace(
					'</ds:SignedInfo>',
					`${part(m, /<ds:Reference URI="#Timestamp.*?<\/ds:Reference>\n/s).replace('#Timestamp-17764791', '#CertId-2018632')}</ds:SignedInfo>`,
				),
		],
		['an XML declaration in front', (m) => `<?xml version="1.0" encoding="UTF-8"?>\n${m}`],
		['a byte order mark in front', (m) => `\ufeff${m}`],
		[
			'comments',
			(m) =>
				m
					.replace('<soap:Header>', '<!-- head --><soap:Header>')
					.replace('<ns1:instancesSet />', '<!-- none --><ns1:instancesSet />'),
		],
		['line ends of another system, before they are signed', (m) => m.replaceAll('\n', '\r\n')],
		['no blank before the end of empty elements', (m) => m.replaceAll(' />', '/>')],
		['the default namespace for the action', (m) => m.replaceAll('ns1:', '').replace('xmlns:ns1=', 'xmlns=')],
		[
			'other headers',
			(m) =>
				m.replace(
					'<soap:Header>',
					'<soap:Header><wsa:Action xmlns:wsa="http://www.w3.org/2005/08/addressing" soap:mustUnderstand="1">DescribeInstances</wsa:Action><x:y xmlns:x="urn:x">z</x:y>',
				),
		],
	])('may send %s', async (_, change) => {
		const changed = message((template) => {
			const after = change(template);
			expect(after).not.toBe(template);
			return after;
		});
		expect((await sent(changed)).body).toContain(answered);
	});

	it('may not demand that an unknown header is understood', async () => {
		const demanding = message((m) =>
			m.replace('<soap:Header>', '<soap:Header><x:y xmlns:x="urn:x" soap:mustUnderstand="1"/>'),
		);
		expect((await sent(demanding)).body).toContain('<faultcode>Client.InvalidRequest</faultcode>');
	});

	it.each(['/services/Eucalyptus', '/services/Eucalyptus/', '/'])('may ask at %s', async (path) => {
		const body = message();
		const octets = head(`SOAPAction: ""\r\nContent-Length: ${body.length}`, '1.1', path) + body;
		expect((await sendRaw(endpoint.port, octets)).body).toContain(answered);
	});

	it('may send in chunks, compressed, over HTTP 1.0, and several messages on one connection', async () => {
		const body = message();
		const chunks =
			head('SOAPAction: ""\r\nTransfer-Encoding: chunked') +
			(body.match(/.{1,1000}/gs) ?? [])
				.map((each) => `${Buffer.byteLength(each).toString(16)}\r\n${each}\r\n`)
				.join('');
		expect((await sendRaw(endpoint.port, `${chunks}0\r\n\r\n`)).body).toContain(answered);

		const packed = gzipSync(message());
		const compressed = head(
			`SOAPAction: ""\r\nAccept-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}`,
		);
		expect((await sendRaw(endpoint.port, Buffer.concat([Buffer.from(compressed), packed]))).body).toContain(answered);

		const old = message();
		const answer = await sendRaw(endpoint.port, head(`SOAPAction: ""\r\nContent-Length: ${old.length}`, '1.0') + old);
		expect(answer.body).toContain(answered);
		expect(answer.head).toMatch(/connection: close/i);

		const socket = connect(endpoint.port, '127.0.0.1');
		let text = '';
		socket.on('data', (data: Buffer) => {
			text += data.toString();
		});
		for (let i = 1; i <= 3; i += 1) {
			const next = message((m) =>
				m
					.replace('Signature-11687493', `Signature-${i}`)
					.replace('STRId-', `STRId-${i}`)
					.replaceAll('Timestamp-17764791', `Timestamp-${i}`),
			);
			socket.write(head(`SOAPAction: ""\r\nContent-Length: ${next.length}`) + next);
			await expect.poll(() => text.split(answered).length, { timeout: 60_000 }).toBe(i + 1);
		}

		socket.destroy();
	});

	it('get a fault, not an error document, for whatever is wrong with what they sent', async () => {
		for (const [body, headers] of [
			['', 'SOAPAction: "DescribeInstances"'],
			['not XML', 'SOAPAction: ""'],
			['Action=DescribeInstances', 'SOAPAction: ""'],
			['<x/>', 'X: y'],
		] as const) {
			const answer = await sent(body, headers);
			expect(answer.body).toContain('<faultcode>Client.InvalidRequest</faultcode>');
			expect(answer.status).toBe(500);
		}
	});
});
