import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { silentLog } from '../../../src/common/log.ts';
import { compileContract } from '../../../src/runtime/wire/codec.ts';
import type { Contract, ServiceDefinition } from '../../../src/runtime/wire/contract.ts';
import { RunInstances } from '../../../src/runtime/wire/contracts/cc/run-instances.ts';
import { ccService } from '../../../src/runtime/wire/contracts/cc/service.ts';
import { ncRunInstance } from '../../../src/runtime/wire/contracts/nc/nc-run-instance.ts';
import { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';
import { readIdentity } from '../../../src/runtime/wire/security/identity.ts';
import { signedEnvelope } from '../../../src/runtime/wire/security/sign.ts';
import { createSoapService, type Handlers, listenSoap } from '../../../src/runtime/wire/server.ts';
import { makeIdentities } from '../wire/identities.ts';
import { allVariants } from '../wire/security/variants/all.ts';
import { runRequest, startBench, temporaryDirectory } from './node-bench.ts';

const ids = await makeIdentities();

async function post(url: string, body: string | Buffer, soapAction = '') {
	const headers = { 'content-type': 'text/xml', soapaction: `"${soapAction}"` };
	const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(body) });
	const text = await answer.text();
	return { status: answer.status, text, code: /<e:code [^>]*>(\w+)<\/e:code>/.exec(text)?.[1] };
}

const orderTo = (url: string, service: ServiceDefinition, operation: string, payload: string, by = ids.cluster) => {
	const addressing = { To: url, Action: `${service.name}#${operation}`, MessageID: `urn:uuid:${randomUUID()}` };
	return signedEnvelope(readIdentity(by), { addressing, payload }, Date.now());
};

const describe = `<e:ncDescribeResource xmlns:e="${ncService.namespace}"><e:userId>eucalyptus</e:userId></e:ncDescribeResource>`;
const start = compileContract(ncService, ncRunInstance).request.encode(runRequest());
const security = {
	identity: ids.node,
	callers: [{ role: 'cluster controller', certificatePem: ids.cluster.certificatePem }],
};

test('each variant of a message recorded before a node controller is refused for its own reason, and starts nothing', async () => {
	const { node, parts } = await startBench(security);
	const message = orderTo(node.url, ncService, 'ncDescribeResource', describe);
	const payloads = { 'another operation': start, 'another user': describe.replace('eucalyptus<', 'mallory<') };
	const where = { plainIds: false, looksAtBodyFirst: false };
	const variants = allVariants({ message, payloads, attacker: ids.stranger, victim: ids.cluster, ...where });
	expect(variants.length).toBeGreaterThan(250);
	for (const { name, document, codes } of variants) {
		const { status, code } = await post(node.url, document);
		expect(codes, name).toContain(code);
		expect(status, name).toBe(500);
	}

	expect((await parts.hypervisor.list()).size).toBe(0);
	expect((await post(node.url, message)).status).toBe(200);
	expect((await post(node.url, message)).code).toBe('WSS_REPLAYED');
});

test('each variant of a message recorded before a cluster controller is refused, and reaches no handler', async () => {
	const calls: string[] = [];
	const handlers = new Proxy({}, { get: (_, name) => () => void calls.push(String(name)) }) as Handlers<
		typeof ccService
	>;
	const service = createSoapService(ccService, handlers, {
		identity: ids.cluster,
		callers: [{ role: 'cloud controller', certificatePem: ids.cloud.certificatePem }],
		log: silentLog,
	});
	const server = await listenSoap([{ definition: ccService, service }], { host: '127.0.0.1', port: 0 }, silentLog);
	const url = `http://127.0.0.1:${server.port}/${ccService.path}`;
	const payload = (contract: Contract) =>
		`<e:${contract.name} xmlns:e="${ccService.namespace}"><e:userId>x</e:userId></e:${contract.name}>`;
	const message = orderTo(
		url,
		ccService,
		'DescribeInstances',
		payload(ccService.operations.DescribeInstances),
		ids.cloud,
	);
	const payloads = { 'another operation': payload(RunInstances) };
	const where = { plainIds: false, looksAtBodyFirst: false };
	for (const { name, document, codes } of allVariants({
		message,
		payloads,
		attacker: ids.stranger,
		victim: ids.cloud,
		...where,
	})) {
		expect(codes, name).toContain((await post(url, document)).code);
	}

	expect(calls).toEqual([]);
	await server.close();
});

test('a message is for one operation, one service and one role, and for one time, also after a restart', async () => {
	const replayFile = `${temporaryDirectory()}/replay`;
	const bench = await startBench({
		...security,
		otherRoles: [{ role: 'cloud controller', certificatePem: ids.cloud.certificatePem }],
		replayFile,
	});
	const { url } = bench.node;
	const order = (to = url, by = ids.cluster) => orderTo(to, ncService, 'ncRunInstance', start, by);
	expect((await post(url, order(), 'EucalyptusNC#ncTerminateInstance')).code).toBe('WIRE_ACTION_MISMATCH');
	expect((await post(url, order(url.replace('EucalyptusNC', 'EucalyptusCC')))).code).toBe('WIRE_ADDRESSEE');
	expect((await post(url, order(url, ids.cloud))).code).toBe('WSS_WRONG_ROLE');
	expect((await post(url, order(url, ids.node))).code).toBe('WSS_UNKNOWN_CERTIFICATE');
	const action = orderTo(url, ncService, 'ncDescribeResource', start);
	expect((await post(url, action)).code).toBe('WIRE_ACTION_MISMATCH');
	const other = signedEnvelope(readIdentity(ids.cluster), { addressing: {}, payload: start }, Date.now());
	expect((await post(url, other)).code).toBe('WSS_HEADER_NOT_SIGNED');
	expect((await bench.parts.hypervisor.list()).size).toBe(0);

	const port = bench.node.port;
	const good = order();
	expect((await post(url, good)).status).toBe(200);
	await expect.poll(async () => (await bench.parts.hypervisor.list()).size, { timeout: 10_000 }).toBe(1);
	const again = await bench.restart({ ...security, replayFile, listen: { host: '127.0.0.1', port } });
	expect((await post(again.node.url, good)).code).toBe('WSS_REPLAYED');
});
