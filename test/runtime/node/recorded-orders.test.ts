import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { compileContract } from '../../../src/runtime/wire/codec.ts';
import { ncRunInstance } from '../../../src/runtime/wire/contracts/nc/nc-run-instance.ts';
import { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';
import { readIdentity } from '../../../src/runtime/wire/security/identity.ts';
import { signedEnvelope } from '../../../src/runtime/wire/security/sign.ts';
import { makeIdentities } from '../wire/identities.ts';
import { runRequest, startBench } from './node-bench.ts';

const { cluster, node } = await makeIdentities();
const security = { identity: node, callers: [{ role: 'cluster controller', certificatePem: cluster.certificatePem }] };

function orderTo(url: string): string {
	const payload = compileContract(ncService, ncRunInstance).request.encode(runRequest());
	const addressing = { To: url, Action: 'EucalyptusNC#ncRunInstance', MessageID: `urn:uuid:${randomUUID()}` };
	return signedEnvelope(readIdentity(cluster), { addressing, payload }, Date.now());
}

const post = async (url: string, body: string) => {
	const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
	return { status: answer.status, text: await answer.text() };
};

test('an order to one node does nothing at another node of the same cluster, and the fault says what to do', async () => {
	const first = await startBench(security);
	const second = await startBench(security);
	const order = orderTo(first.node.url);
	const refused = await post(second.node.url, order);
	expect(refused.status).toBe(500);
	expect(refused.text).toContain(`is addressed to ${first.node.url}`);
	expect(refused.text).toContain(`(port ${second.node.port})`);
	expect(refused.text).toContain('HOST_NAMES');
	expect((await second.parts.hypervisor.list()).size).toBe(0);
	expect((await post(first.node.url, order)).status).toBe(200);
	await expect.poll(async () => (await first.parts.hypervisor.list()).size, { timeout: 60_000 }).toBe(1);
});

test('a node obeys orders to an alias that the configuration names, and to no other name', async () => {
	const { node: running } = await startBench({ ...security, hostNames: ['compute-0-7.alias.invalid'] });
	const named = (host: string) => running.url.replace('127.0.0.1', host);
	expect((await post(running.url, orderTo(named('compute-0-8.alias.invalid')))).text).toContain('WIRE_OTHER_HOST');
	expect((await post(running.url, orderTo(named('compute-0-7.alias.invalid')))).status).toBe(200);
	expect((await post(running.url, orderTo(named('localhost')))).status).toBe(200);
});
