import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileContract } from '../../../src/runtime/wire/codec.ts';
import { DescribeInstances } from '../../../src/runtime/wire/contracts/cc/describe-instances.ts';
import { RunInstances } from '../../../src/runtime/wire/contracts/cc/run-instances.ts';
import { ccService } from '../../../src/runtime/wire/contracts/cc/service.ts';
import { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';
import { makeIdentities } from '../wire/identities.ts';
import { bareOrder, orderTo, postOrder } from '../wire/orders.ts';
import { allVariants } from '../wire/security/variants/all.ts';
import { Bench, runRequest } from './helpers/test-cluster.ts';
import { identities, type TestNode } from './helpers/test-node.ts';

const { stranger } = await makeIdentities();
const describe = compileContract(ccService, DescribeInstances).request.encode({
	userId: 'eucalyptus',
	instanceIds: [],
});
const start = () => compileContract(ccService, RunInstances).request.encode(runRequest(1));
let bench: Bench;
let node: TestNode;

beforeEach(async () => {
	bench = new Bench();
	[node] = (await bench.nodes(1)) as [TestNode];
});
afterEach(() => bench.end());

async function startController(stateDir?: string, port = 0) {
	const { running, ...rest } = await bench.cluster({
		nodes: [node.address],
		listen: { host: '127.0.0.1', port },
		...(stateDir === undefined ? {} : { stateDir }),
	});
	return { running, url: running.url ?? '', ...rest };
}

test('each variant of a message recorded before a cluster controller is refused for its own reason, and starts nothing', async () => {
	const { url } = await startController();
	const message = orderTo(url, ccService, 'DescribeInstances', describe, identities.cloud);
	const payloads = { 'another operation': start(), 'another user': describe.replace('eucalyptus<', 'mallory<') };
	const where = { plainIds: false, looksAtBodyFirst: false };
	const variants = allVariants({ message, payloads, attacker: stranger, victim: identities.cloud, ...where });
	expect(variants.length).toBeGreaterThan(400);
	for (const { name, document, codes } of variants) {
		const { status, code } = await postOrder(url, document);
		expect(codes, name).toContain(code);
		expect(status, name).toBe(500);
	}

	expect(node.orders).toBe(0);
	expect((await postOrder(url, message)).status).toBe(200);
	expect((await postOrder(url, message)).code).toBe('WSS_REPLAYED');
});

test('a message is for one operation, one service, one host and one role', async () => {
	const { url } = await startController();
	const other = await startController();
	const order = (to = url, by = identities.cloud) => orderTo(to, ccService, 'RunInstances', start(), by);
	const codeOf = async (message: string, soapAction?: string) => (await postOrder(url, message, soapAction)).code;
	expect(await codeOf(order(), 'EucalyptusCC#TerminateInstances')).toBe('WIRE_ACTION_MISMATCH');
	expect(await codeOf(orderTo(url, ccService, 'DescribeInstances', start(), identities.cloud))).toBe(
		'WIRE_ACTION_MISMATCH',
	);
	expect(await codeOf(order(url.replace('EucalyptusCC', 'EucalyptusNC')))).toBe('WIRE_ADDRESSEE');
	expect(await codeOf(order(other.url))).toBe('WIRE_OTHER_HOST');
	expect(await codeOf(order(url, identities.node))).toBe('WSS_WRONG_ROLE');
	expect(await codeOf(order(url, identities.cluster))).toBe('WSS_UNKNOWN_CERTIFICATE');
	// what the controller itself sent to a node, and what a user, or the cloud as one, sent to EC2
	const toNode = `<e:ncDescribeResource xmlns:e="${ncService.namespace}"></e:ncDescribeResource>`;
	expect(await codeOf(orderTo(node.url, ncService, 'ncDescribeResource', toNode, identities.cluster))).toBe(
		'WSS_UNKNOWN_CERTIFICATE',
	);
	expect(await codeOf(bareOrder(start(), stranger))).toBe('WSS_UNKNOWN_CERTIFICATE');
	expect(await codeOf(bareOrder(start(), identities.cloud))).toBe('WSS_HEADER_NOT_SIGNED');
	expect(node.orders).toBe(0);
});

test('a message is for one time, also after a restart, and when it comes often at once', async () => {
	const { url, running, stateDir } = await startController();
	const order = orderTo(url, ccService, 'RunInstances', start(), identities.cloud);
	const answers = await Promise.all(Array.from({ length: 8 }, () => postOrder(url, order)));
	expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
	expect(answers.filter(({ code }) => code === 'WSS_REPLAYED')).toHaveLength(7);
	await expect.poll(() => node.starts.length, { timeout: 60_000 }).toBe(1);
	await running.close();
	const again = await startController(stateDir, running.port);
	expect(again.url).toBe(url);
	expect((await postOrder(url, order)).code).toBe('WSS_REPLAYED');
	expect(node.starts).toHaveLength(1);
});
