import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Endpoint, listenEc2 } from './support/endpoint.ts';
import { memoryEngine } from './support/memory-engine.ts';
import { sendRaw } from './support/raw.ts';
import { testImage, testInstance, testUser } from './support/test-records.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const certificate = readFileSync(join(fixtures, 'keys/wss4j-cert.pem'), 'utf8');

/** Recorded from test/…/clients/wss4j at 2026-11-24 18:07; they sign as Amazon's tools of 2008 do. */
const captures = [
	['wss4j', '2008-05-05'],
	['wss4j-chunked', '2008-02-01'],
].flatMap(([folder = '', version]) =>
	readdirSync(join(fixtures, folder)).map((file) => ({
		folder,
		version,
		action: basename(file, '.http'),
		octets: readFileSync(join(fixtures, folder, file)),
	})),
);

/** Groups and key pairs are not in this engine, nor images whose id a chunk divides: requests get as far as their names. */
const REFUSED = /Client\.Invalid(Group|KeyPair|AMIID)\.NotFound/;
const namesMore = (action: string) => /SecurityGroup|RunInstances/.test(action) && action !== 'CreateSecurityGroup';

/** An engine in which whatever the recorded request names exists. */
function engineFor(octets: Buffer) {
	const text = octets.toString();
	const images = [...text.matchAll(/emi-[0-9A-F]{8}/g)].map(([id]) => testImage(id));
	const engine = memoryEngine({ users: [testUser('admin')], images, certificates: { admin: certificate } });
	for (const [id] of text.matchAll(/\bi-[0-9A-F]{8}/g)) {
		engine.list.push(testInstance(0, { id, owner: 'admin' }));
	}

	return engine;
}

describe('recorded requests of WSS4J', () => {
	let endpoint: Endpoint;
	let engine = memoryEngine();
	let now = 0;
	const delegate = new Proxy({} as typeof engine, { get: (_, key) => engine[key as keyof typeof engine] });
	beforeAll(async () => {
		endpoint = await listenEc2(delegate, { now: () => now });
	});
	afterAll(() => endpoint.close());
	const send = async (octets: Buffer, secondsLater: number) => {
		engine = engineFor(octets);
		now = Date.parse(/<wsu:Created>([^<]*)/.exec(octets.toString())?.[1] ?? '') + secondsLater * 1000;
		return await sendRaw(endpoint.port, octets);
	};

	it.each(captures)('are understood once: $action, $folder', async ({ action, version, octets }) => {
		const { body } = await send(octets, 10);
		if (namesMore(action) && REFUSED.test(body)) {
			expect(body).toMatch(REFUSED);
		} else {
			expect(body).toContain(`<soapenv:Body><${action}Response xmlns="http://ec2.amazonaws.com/doc/${version}/">`);
		}

		expect((await send(octets, 11)).body).toContain('<faultcode>Client.AuthFailure</faultcode>');
	});

	// chunks may divide the name
	const whole = captures.filter(({ folder }) => folder === 'wss4j');
	it.each(whole)('are refused with one letter changed: $action', async ({ action, octets }) => {
		const text = octets.toString('latin1');
		const changed = text
			.replace(`<ns1:${action}`, `<ns1:X${action.slice(1)}`)
			.replace(`</ns1:${action}`, `</ns1:X${action.slice(1)}`);
		expect(changed).not.toBe(text);
		const { body } = await send(Buffer.from(changed, 'latin1'), 12);
		expect(body).toContain('<faultcode>Client.AuthFailure</faultcode>');
	});

	it.each(captures.slice(0, 1))('are refused after five minutes', async ({ octets }) => {
		expect((await send(octets, 301)).body).toMatch(/Invalid timestamp/);
	});
});
