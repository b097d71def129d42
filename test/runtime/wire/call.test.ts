import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/common/log.ts';
import { createSoapClient, type SoapClientOptions } from '../../../src/runtime/wire/client.ts';
import { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';
import {
	createSoapService,
	type Handlers,
	listenSoap,
	type SoapServer,
	type SoapServiceOptions,
} from '../../../src/runtime/wire/server.ts';
import { makeIdentities } from './identities.ts';

let ids: Awaited<ReturnType<typeof makeIdentities>>;
let server: SoapServer | undefined;

beforeAll(async () => {
	ids = await makeIdentities();
});
afterEach(async () => {
	await server?.close();
	server = undefined;
});

const handlers: Handlers<typeof ncService> = {
	ncRunInstance: () => ({}),
	ncDescribeInstances: () => ({ instances: [] }),
	ncTerminateInstance: ({ instanceId }) => ({ instanceId, shutdownState: '1', previousState: '14' }),
	ncRebootInstance: () => ({ status: true }),
	ncGetConsoleOutput: () => ({ consoleOutput: 'aGVsbG8=' }),
	ncDescribeResource: () => ({
		nodeStatus: 'OK',
		memorySizeMax: 8192,
		memorySizeAvailable: 4096,
		diskSizeMax: 100,
		diskSizeAvailable: 50,
		numberOfCoresMax: 8,
		numberOfCoresAvailable: 4,
		publicSubnets: 'none',
	}),
	ncStartNetwork: ({ remoteHosts }) => ({ networkStatus: remoteHosts.join() }),
};

async function serve(options: Partial<SoapServiceOptions> = {}): Promise<string> {
	const service = createSoapService(ncService, handlers, {
		identity: ids.node,
		callers: [{ role: 'cluster controller', certificatePem: ids.cluster.certificatePem }],
		otherRoles: [{ role: 'cloud controller', certificatePem: ids.cloud.certificatePem }],
		log: silentLog,
		...options,
	});
	server = await listenSoap([{ definition: ncService, service }], { host: '127.0.0.1', port: 0 }, silentLog);
	return `http://127.0.0.1:${server.port}/${ncService.path}`;
}

function clientOf(url: string, options: Partial<SoapClientOptions> = {}) {
	return createSoapClient(ncService, {
		url,
		identity: ids.cluster,
		trustedCertificates: [ids.node.certificatePem],
		...options,
	});
}

describe('a signed call', () => {
	it('brings the request to the handler and its answer back', async () => {
		const client = clientOf(await serve());
		const answer = await client.ncTerminateInstance({ userId: 'alice', instanceId: 'i-3C5F0702' });
		expect(answer).toEqual({ instanceId: 'i-3C5F0702', shutdownState: '1', previousState: '14' });
		client.close();
	});

	it('is refused with the name of the role when another component makes it', async () => {
		const client = clientOf(await serve(), { identity: ids.cloud });
		await expect(client.ncDescribeInstances({ userId: 'eucalyptus', instanceIds: [] })).rejects.toMatchObject({
			code: 'REMOTE_FAILED',
			values: { remoteCode: 'WSS_WRONG_ROLE' },
			message: expect.stringContaining('signed by the cloud controller'),
		});
		client.close();
	});
});
