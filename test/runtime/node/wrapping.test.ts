import { expect, test } from 'vitest';
import { compileContract } from '../../../src/runtime/wire/codec.ts';
import { ncRunInstance } from '../../../src/runtime/wire/contracts/nc/nc-run-instance.ts';
import { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';
import { makeIdentities } from '../wire/identities.ts';
import { bareOrder, orderTo, postOrder } from '../wire/orders.ts';
import { allVariants } from '../wire/security/variants/all.ts';
import { runRequest, startBench, temporaryDirectory } from './node-bench.ts';

const ids = await makeIdentities();

const describe = `<e:ncDescribeResource xmlns:e="${ncService.namespace}"><e:userId>eucalyptus</e:userId></e:ncDescribeResource>`;
const start = compileContract(ncService, ncRunInstance).request.encode(runRequest());
const security = {
	identity: ids.node,
	callers: [{ role: 'cluster controller', certificatePem: ids.cluster.certificatePem }],
};

test('each variant of a message recorded before a node controller is refused for its own reason, and starts nothing', async () => {
	const { node, parts } = await startBench(security);
	const message = orderTo(node.url, ncService, 'ncDescribeResource', describe, ids.cluster);
	const payloads = { 'another operation': start, 'another user': describe.replace('eucalyptus<', 'mallory<') };
	const where = { plainIds: false, looksAtBodyFirst: false };
	const variants = allVariants({ message, payloads, attacker: ids.stranger, victim: ids.cluster, ...where });
	expect(variants.length).toBeGreaterThan(400);
	for (const { name, document, codes } of variants) {
		const { status, code } = await postOrder(node.url, document);
		expect(codes, name).toContain(code);
		expect(status, name).toBe(500);
	}

	expect((await parts.hypervisor.list()).size).toBe(0);
	expect((await postOrder(node.url, message)).status).toBe(200);
	expect((await postOrder(node.url, message)).code).toBe('WSS_REPLAYED');
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
	expect((await postOrder(url, order(), 'EucalyptusNC#ncTerminateInstance')).code).toBe('WIRE_ACTION_MISMATCH');
	expect((await postOrder(url, order(url.replace('EucalyptusNC', 'EucalyptusCC')))).code).toBe('WIRE_ADDRESSEE');
	expect((await postOrder(url, order(url, ids.cloud))).code).toBe('WSS_WRONG_ROLE');
	expect((await postOrder(url, order(url, ids.node))).code).toBe('WSS_UNKNOWN_CERTIFICATE');
	const action = orderTo(url, ncService, 'ncDescribeResource', start, ids.cluster);
	expect((await postOrder(url, action)).code).toBe('WIRE_ACTION_MISMATCH');
	expect((await postOrder(url, bareOrder(start, ids.cluster))).code).toBe('WSS_HEADER_NOT_SIGNED');
	expect((await bench.parts.hypervisor.list()).size).toBe(0);

	const port = bench.node.port;
	const good = order();
	const answers = await Promise.all(Array.from({ length: 8 }, () => postOrder(url, good)));
	expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
	expect(answers.filter(({ code }) => code === 'WSS_REPLAYED')).toHaveLength(7);
	await expect.poll(async () => (await bench.parts.hypervisor.list()).size, { timeout: 60_000 }).toBe(1);
	const again = await bench.restart({ ...security, replayFile, listen: { host: '127.0.0.1', port } });
	expect((await postOrder(again.node.url, good)).code).toBe('WSS_REPLAYED');
});
