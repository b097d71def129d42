import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyAndCertificate, makeSelfSigned } from '../../../../../../src/common/certificate.ts';
import { silentLog } from '../../../../../../src/common/log.ts';
import { serverTimeIn } from '../../../../wire/server-time.ts';
import { type Endpoint, listenEc2 } from '../support/endpoint.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { sendRaw } from '../support/raw.ts';
import { signSoap } from '../support/sign-soap.ts';
import { testInstance } from '../support/test-records.ts';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2008-05-05/';

function readlink(fd: string): string {
	try {
		return readlinkSync(`/proc/self/fd/${fd}`);
	} catch {
		return '';
	}
}

describe('SOAP', () => {
	let endpoint: Endpoint;
	let pair: KeyAndCertificate;
	let stranger: KeyAndCertificate;
	const engine = memoryEngine({ places: 50, certificates: {} });
	beforeAll(async () => {
		pair = await makeSelfSigned({ commonName: 'alice' });
		stranger = await makeSelfSigned({ commonName: 'stranger' });
		engine.list.push(testInstance(1), testInstance(2, { owner: 'bob' }));
		const { byCertificate } = memoryEngine({ certificates: { alice: pair.certificatePem } }).users;
		endpoint = await listenEc2({ ...engine, users: { ...engine.users, byCertificate } });
	});
	afterAll(() => endpoint.close());

	const engineOfAlice = () => {
		const { byCertificate } = memoryEngine({ certificates: { alice: pair.certificatePem } }).users;
		return { ...engine, users: { ...engine.users, byCertificate } };
	};
	const post = (body: string, action = '') =>
		sendRaw(
			endpoint.port,
			`POST /services/Eucalyptus HTTP/1.1\r\nHost: a\r\nSOAPAction: "${action}"\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
		);
	const ask = (action: string, children: string, by = pair) =>
		post(signSoap(`<e:${action} xmlns:e="${NAMESPACE}">${children}</e:${action}>`, by), action);

	it('runs, lists and ends instances, in the order of elements that the tools of 2008 send', async () => {
		const run = await ask(
			'RunInstances',
			'<e:imageId>emi-3A5B1C2D</e:imageId><e:minCount>1</e:minCount><e:maxCount>2</e:maxCount><e:groupSet><e:item><e:groupId>default</e:groupId></e:item></e:groupSet><e:additionalInfo/><e:userData encoding="base64" version="1.0"><e:data>aGVsbG8=</e:data></e:userData><e:placement><e:availabilityZone>frontend</e:availabilityZone></e:placement><e:blockDeviceMapping><e:item><e:virtualName>ephemeral0</e:virtualName><e:deviceName>sda2</e:deviceName></e:item></e:blockDeviceMapping>',
		);
		expect(run.body).toContain(`<RunInstancesResponse xmlns="${NAMESPACE}"><reservationId>`);
		expect(run.body).not.toContain('requestId');
		expect(engine.runs.at(-1)).toMatchObject({
			userData: Buffer.from('hello'),
			zone: 'frontend',
			groups: [{ name: 'default' }],
		});
		const list = await ask('DescribeInstances', '<e:instancesSet/>');
		expect([...list.body.matchAll(/<instanceId>/g)]).toHaveLength(3);
		const end = await ask(
			'TerminateInstances',
			'<e:instancesSet><e:item><e:instanceId>i-00000001</e:instanceId></e:item></e:instancesSet>',
		);
		expect(end.body).toContain('<shutdownState><code>32</code><name>shutting-down</name></shutdownState>');
	});

	it.each([
		[
			'an instance of somebody else',
			'GetConsoleOutput',
			'<e:instanceId>i-00000002</e:instanceId>',
			'Client.InvalidInstanceID.NotFound',
		],
		['an element that is not known', 'DescribeImages', '<e:colour>red</e:colour>', 'Client.UnknownParameter'],
		['an element of another namespace', 'DescribeImages', '<imagesSet/>', 'Client.UnknownParameter'],
		[
			'an element twice',
			'GetConsoleOutput',
			'<e:instanceId>i-00000001</e:instanceId><e:instanceId>i-00000001</e:instanceId>',
			'Client.InvalidQueryParameter',
		],
		[
			'an element where text belongs',
			'GetConsoleOutput',
			'<e:instanceId><e:item/></e:instanceId>',
			'Client.InvalidRequest',
		],
		['text where elements belong', 'DescribeImages', 'all', 'Client.InvalidRequest'],
		['an action that does not exist', 'DescribeNothing', '', 'Client.InvalidAction'],
		[
			'too many instances',
			'RunInstances',
			'<e:imageId>emi-3A5B1C2D</e:imageId><e:minCount>99</e:minCount><e:maxCount>99</e:maxCount>',
			'Server.InsufficientInstanceCapacity',
		],
	])('answers a fault for %s', async (_, action, children, code) => {
		const answer = await ask(action, children);
		expect(answer.body).toContain(`<faultcode>${code}</faultcode><faultstring>`);
		expect(answer.status).toBe(500);
	});

	it('refuses a certificate that nobody has registered', async () => {
		const answer = await ask('DescribeImages', '', stranger);
		expect(answer.body).toContain('<faultcode>Client.AuthFailure</faultcode>');
	});

	it('tells the line that users know when the clocks differ, and the time of the server', async () => {
		const before = Date.now();
		const old = signSoap(`<DescribeImages xmlns="${NAMESPACE}"/>`, pair, before - 600_000);
		const { body } = await post(old, 'DescribeImages');
		expect(body).toContain(
			'<faultcode>soapenv:Server</faultcode><faultstring>An error was discovered processing the &lt;wsse:Security&gt; header. (WSSecurityEngine: Invalid timestamp The security semantics of message have expired)',
		);
		expect(serverTimeIn(body)).toBeGreaterThan(before - 1000);
		expect(serverTimeIn(body)).toBeLessThanOrEqual(Date.now());
	});

	it('refuses a SOAPAction that differs from the Body', async () => {
		const message = signSoap(`<DescribeImages xmlns="${NAMESPACE}"/>`, pair);
		expect((await post(message, 'TerminateInstances')).body).toContain('Client.InvalidRequest');
	});

	it('acts on the signed Body only', async () => {
		const signed = signSoap(`<DescribeImages xmlns="${NAMESPACE}"/>`, pair);
		const forged = `<s:Body><TerminateInstances xmlns="${NAMESPACE}"/></s:Body>`;
		const [, body = ''] = /(<s:Body.*<\/s:Body>)/s.exec(signed) ?? [];
		expect(body).not.toBe('');
		const attacks = [
			signed.replace('DescribeImages', 'DescribeRegions'),
			signed.replace(body, body + forged),
			signed.replace(body, forged + body),
			signed.replace(body, forged).replace('</s:Header>', `<x xmlns="urn:x">${body}</x></s:Header>`),
			signed.replace(body, forged),
		];
		for (const attack of attacks) {
			expect(attack).not.toBe(signed);
			expect((await post(attack)).body).toMatch(/<faultcode>Client\.(AuthFailure|InvalidRequest)</);
		}
	});

	it.each([
		['<', 'InvalidRequest'],
		['<a/>', 'InvalidRequest'],
		['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'InvalidRequest'],
		['<a>'.repeat(5000), 'InvalidRequest'],
		[
			`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><DescribeImages xmlns="${NAMESPACE}"/></s:Body></s:Envelope>`,
			'AuthFailure',
		],
	])('answers a fault to %.40s', async (body, code) => {
		const answer = await post(body);
		expect(answer.body).toContain(`<faultcode>Client.${code}</faultcode>`);
		expect(answer.status).toBe(500);
	});

	it('goes on when the file of signatures cannot be written, says so in the log, and lets go of it at the end', async () => {
		const directory = mkdtempSync(join(tmpdir(), 'euca-ec2-'));
		const replayFile = join(directory, 'replay');
		const lines: object[] = [];
		const started = await listenEc2(engineOfAlice(), {
			settings: { replayFile },
			log: {
				...silentLog,
				error: (facts: object, text: string) => void lines.push({ ...facts, text }),
			} as typeof silentLog,
		});
		rmSync(directory, { recursive: true });
		mkdirSync(`${replayFile}.new`, { recursive: true });
		const open = () => readdirSync('/proc/self/fd').filter((fd) => readlink(fd).includes(replayFile)).length;
		expect(open()).toBe(1);
		await started.close();
		expect(open()).toBe(0);
		const again = await listenEc2(engineOfAlice(), {
			settings: { replayFile },
			log: {
				...silentLog,
				error: (facts: object, text: string) => void lines.push({ ...facts, text }),
			} as typeof silentLog,
		});
		const message = signSoap(`<DescribeImages xmlns="${NAMESPACE}"/>`, pair);
		const octets = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`;
		expect((await sendRaw(again.port, octets)).body).toContain('<DescribeImagesResponse');
		expect((await sendRaw(again.port, octets)).body).toContain('already received');
		expect(lines).toEqual([
			{ file: replayFile, reason: expect.stringContaining('EISDIR'), text: 'cannot write the replay store' },
		]);
		await again.close();
		rmSync(directory, { recursive: true });
	});

	it('remembers signatures across a restart', async () => {
		const directory = mkdtempSync(join(tmpdir(), 'euca-ec2-'));
		const settings = { replayFile: join(directory, 'replay') };
		const { byCertificate } = memoryEngine({ certificates: { alice: pair.certificatePem } }).users;
		const guarded = { ...engine, users: { ...engine.users, byCertificate } };
		const message = signSoap(`<DescribeImages xmlns="${NAMESPACE}"/>`, pair);
		const octets = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`;
		const answers: string[] = [];
		for (const _ of ['first', 'second']) {
			const started = await listenEc2(guarded, { settings });
			answers.push((await sendRaw(started.port, octets)).body);
			await started.close();
		}

		rmSync(directory, { recursive: true });
		expect(answers[0]).toContain('<DescribeImagesResponse');
		expect(answers[1]).toContain('already received');
	});
});
