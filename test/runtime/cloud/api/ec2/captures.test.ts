import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Endpoint, listenEc2 } from './support/endpoint.ts';
import { memoryEngine } from './support/memory-engine.ts';
import { sendRaw } from './support/raw.ts';
import { testInstance, testUser } from './support/test-records.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const certificate = readFileSync(join(fixtures, 'keys/throwaway-cert.pem'), 'utf8');
const throwaway = testUser('throwaway', {
	queryId: 'AKIATHROWAWAY0000001',
	secretKey: 'throwawaysecret',
	allowSignatureV1: true,
});

/** What waits for parts that this cloud does not have yet, with the answer to what was recorded. */
const REFUSED: Readonly<Record<string, RegExp>> = {
	AllocateAddress: /<Code>(UnsupportedOperation|InvalidAction)</,
	AssociateAddress: /<Code>InvalidAddress.NotFound</,
	DisassociateAddress: /<Code>InvalidA(ddress|ssociationID).NotFound</,
	ReleaseAddress: /<Code>InvalidA(ddress|llocationID).NotFound</,
	CreateVolume: /<Code>UnsupportedOperation</,
	DeleteVolume: /<Code>InvalidVolume(ID)?\.(NotFound|Malformed)</,
	CreateSnapshot: /<Code>InvalidVolume(ID)?\.(NotFound|Malformed)</,
	DeleteSnapshot: /<Code>InvalidSnapshot(ID)?\.(NotFound|Malformed)</,
	StartInstances: /<Code>UnsupportedOperation</,
	StopInstances: /<Code>UnsupportedOperation</,
};

const recorded = (client: string) =>
	readdirSync(join(fixtures, client)).map((file) => ({
		client,
		action: basename(file, '.http'),
		octets: readFileSync(join(fixtures, client, file)),
	}));
const captures = ['aws-cli', 'boto2-v1', 'boto2-v2', 'boto3', 'libcloud-euca', 'awsjs3'].flatMap(recorded);
const soapCaptures = ['soap-npm', 'soap-zeep'].flatMap(recorded);

/** An engine in which whatever the recorded requests name exists. */
function engineFor(octets: Buffer) {
	const engine = memoryEngine({ users: [throwaway], certificates: { throwaway: certificate } });
	const text = octets.toString();
	for (const [id] of text.matchAll(/i-[0-9A-F]{8}/g)) {
		engine.list.push(testInstance(0, { id, owner: throwaway.name }));
	}

	for (const [, name] of text.matchAll(/[Kk]eyName(?:\.1)?[=>]([^&< ]+)/g)) {
		if (!/(Action=|")(Create|Import)KeyPair/.test(text)) {
			engine.keys.push({
				id: 'key-1',
				owner: 'throwaway',
				name: name ?? '',
				fingerprint: '',
				publicKey: '',
				createdAt: 0,
			});
		}
	}

	return engine;
}

describe('recorded requests of real clients', () => {
	let endpoint: Endpoint;
	let engine = memoryEngine();
	const delegate = new Proxy({} as typeof engine, { get: (_, key) => engine[key as keyof typeof engine] });
	beforeAll(async () => {
		endpoint = await listenEc2(delegate, { now: () => Date.UTC(2026, 10, 23, 15, 10, 0) });
	});
	afterAll(() => endpoint.close());

	it.each(captures)('are understood: $action of $client', async ({ action, octets }) => {
		engine = engineFor(octets);
		const answer = await sendRaw(endpoint.port, octets);
		const refusal = REFUSED[action];
		if (refusal === undefined) {
			expect(answer.body).toContain(`<${action}Response xmlns="http://ec2.amazonaws.com/doc/`);
			expect(answer.status).toBe(200);
		} else {
			expect(answer.body).toMatch(refusal);
			expect(answer.status).toBe(400);
		}
	});

	it.each(soapCaptures)('in SOAP are understood once: $action of $client', async ({ action, octets }) => {
		engine = engineFor(octets);
		const answer = await sendRaw(endpoint.port, octets);
		expect(answer.body).toContain(`<soapenv:Body><${action}Response xmlns="http://ec2.amazonaws.com/doc/2008-02-01/">`);
		expect(answer.status).toBe(200);
		const again = await sendRaw(endpoint.port, octets);
		expect(again.body).toContain('<faultcode>Client.AuthFailure</faultcode>');
		expect(again.status).toBe(500);
	});

	it.each(captures)('are refused with one character changed: $action of $client', async ({ octets }) => {
		engine = engineFor(octets);
		const text = octets.toString('latin1');
		const changed = text.replace(/(&|\?)Version=2(\d{3})/, '$1Version=3$2');
		expect(changed).not.toBe(text);
		const answer = await sendRaw(endpoint.port, Buffer.from(changed, 'latin1'));
		expect(answer.body).toContain('<Code>SignatureDoesNotMatch</Code>');
		expect(answer.status).toBe(403);
	});
});
