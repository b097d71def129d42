import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/common/clock.ts';
import { errorCatalogue } from '../../../src/common/errors.ts';
import { silentLog } from '../../../src/common/log.ts';
import { createSoapClient, type SoapClientOptions } from '../../../src/runtime/wire/client.ts';
import { ccService } from '../../../src/runtime/wire/contracts/cc/service.ts';
import { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';
import { remoteCodeOf } from '../../../src/runtime/wire/errors.ts';
import {
	type CallContext,
	createSoapService,
	type Handlers,
	listenSoap,
	type SoapServer,
	type SoapServiceOptions,
} from '../../../src/runtime/wire/server.ts';
import { makeIdentities } from './identities.ts';
import { ncHandlers } from './nc-handlers.ts';
import { serverTimeIn } from './server-time.ts';

let ids: Awaited<ReturnType<typeof makeIdentities>>;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
	ids = await makeIdentities();
});
afterEach(async () => {
	await Promise.all(open.splice(0).map((each) => each.close()));
});

const fail = errorCatalogue({
	INSTANCE_UNKNOWN: { text: 'there is no instance {id} here', who: 'user' },
	DISK_FULL: { text: 'no room on {path}', who: 'operator' },
});

type NcHandlers = Partial<Handlers<typeof ncService>>;

function unsigned<T extends object>(options: T): Omit<T, 'identity'> {
	const { identity: _identity, ...rest } = options as T & { identity?: unknown };
	return rest as Omit<T, 'identity'>;
}

function serviceOptions(options: Partial<SoapServiceOptions> = {}): SoapServiceOptions {
	return {
		identity: ids.node,
		callers: [{ role: 'cluster controller', certificatePem: ids.cluster.certificatePem }],
		otherRoles: [{ role: 'cloud controller', certificatePem: ids.cloud.certificatePem }],
		log: silentLog,
		...options,
	};
}

async function serve(handlers: NcHandlers = {}, options = serviceOptions()): Promise<string> {
	const service = createSoapService(ncService, { ...ncHandlers, ...handlers }, options);
	const server: SoapServer = await listenSoap(
		[{ definition: ncService, service }],
		{ host: '127.0.0.1', port: 0 },
		silentLog,
	);
	open.push(server);
	return `http://127.0.0.1:${server.port}/${ncService.path}`;
}

function clientOptions(url: string, options: Partial<SoapClientOptions> = {}): SoapClientOptions {
	return { url, identity: ids.cluster, trustedCertificates: [ids.node.certificatePem], ...options };
}

function connect(options: SoapClientOptions) {
	const client = createSoapClient(ncService, options);
	open.push(client);
	return client;
}

const all = { userId: 'eucalyptus', instanceIds: [] };
const shifted = (ms: number): Clock => ({ now: () => Date.now() + ms, sleep: async () => undefined });

describe('a signed call', () => {
	it('brings the request to the handler and its answer back', async () => {
		const client = connect(clientOptions(await serve()));
		const answer = await client.ncTerminateInstance({ userId: 'alice', instanceId: 'i-3C5F0702' });
		expect(answer).toEqual({ instanceId: 'i-3C5F0702', shutdownState: '1', previousState: '14' });
		expect(await client.ncStartNetwork({ userId: 'a', remoteHosts: ['x', 'y'], vlan: 3 })).toEqual({
			networkStatus: 'x,y',
		});
	});

	it('tells the handler who calls and under which correlation id; the request holds only its own fields', async () => {
		const seen: [object, CallContext][] = [];
		const url = await serve({
			ncDescribeInstances(request, context) {
				seen.push([request, context]);
				return { instances: [] };
			},
		});
		const client = connect(clientOptions(url));
		await client.ncDescribeInstances(all, { correlationId: 'corr-7' });
		await client.ncDescribeInstances(all);
		expect(seen[0]).toMatchObject([all, { correlationId: 'corr-7', peer: { role: 'cluster controller' } }]);
		expect(seen[0]?.[0]).toEqual(all);
		expect(seen[1]?.[1].correlationId).toMatch(/^[0-9a-f-]{36}$/);
	});

	it('can be made fifty times side by side', async () => {
		const client = connect(clientOptions(await serve()));
		const numbers = Array.from({ length: 50 }, (_, i) => `i-${i}`);
		const answers = await Promise.all(
			numbers.map((instanceId) => client.ncTerminateInstance({ userId: 'alice', instanceId })),
		);
		expect(answers.map(({ instanceId }) => instanceId)).toEqual(numbers);
	});
});

describe('a call is refused with the reason', () => {
	const refused = (options: SoapClientOptions) => connect(options).ncDescribeInstances(all);

	it('when another component signs it: its role is named', async () => {
		await expect(refused(clientOptions(await serve(), { identity: ids.cloud }))).rejects.toMatchObject({
			code: 'REMOTE_FAILED',
			values: { remoteCode: 'WSS_WRONG_ROLE', operation: 'ncDescribeInstances', service: 'EucalyptusNC' },
			message: expect.stringMatching(/signed by the cloud controller, .* expected: cluster controller/),
		});
	});

	it('when a stranger signs it', async () => {
		await expect(refused(clientOptions(await serve(), { identity: ids.stranger }))).rejects.toMatchObject({
			values: { remoteCode: 'WSS_UNKNOWN_CERTIFICATE' },
		});
	});

	it('when nobody signs it', async () => {
		await expect(refused(unsigned(clientOptions(await serve())))).rejects.toMatchObject({
			values: { remoteCode: 'WSS_UNSIGNED' },
			message: expect.stringContaining('the message is not signed'),
		});
	});

	it('when the clocks differ by more than five minutes, either way: the line of 2008 and the time of the server', async () => {
		const line = 'WSSecurityEngine: Invalid timestamp The security semantics of message have expired';
		for (const [ms, remoteCode] of [
			[600_000, 'WSS_EXPIRED'],
			[-600_000, 'WSS_NOT_YET_VALID'],
		] as const) {
			const url = await serve({}, serviceOptions({ clock: shifted(ms) }));
			const before = Date.now();
			const error = await refused(clientOptions(url)).then(undefined, (reason: unknown) => reason);
			expect(error).toMatchObject({ values: { remoteCode }, message: expect.stringContaining(line) });
			const told = serverTimeIn(String(error)) - ms;
			expect(told).toBeGreaterThan(before - 1000);
			expect(told).toBeLessThanOrEqual(Date.now());
		}
	});

	it('when it is addressed to another host, and it says what was expected and what to do', async () => {
		const known = { isOwn: async ({ hostname }: URL) => hostname === '127.0.0.1', describe: () => 'node7, 10.1.0.7' };
		const url = await serve({}, serviceOptions({ ownAddresses: known }));
		await connect(clientOptions(url)).ncDescribeInstances(all);
		await expect(refused(clientOptions(url.replace('127.0.0.1', 'localhost')))).rejects.toMatchObject({
			values: { remoteCode: 'WIRE_OTHER_HOST' },
			message: expect.stringMatching(/addressed to http:\/\/localhost:.*known as node7, 10\.1\.0\.7.*HOST_NAMES/),
		});
	});

	it('but not for its host when nothing is signed: the host of an unsigned message proves nothing', async () => {
		const known = { isOwn: async () => false, describe: () => '' };
		const url = await serve({}, unsigned(serviceOptions({ ownAddresses: known })));
		await connect(unsigned(clientOptions(url))).ncDescribeInstances(all);
	});
});

describe('an answer is not trusted', () => {
	it('when somebody else signed it', async () => {
		const options = clientOptions(await serve(), { trustedCertificates: [ids.cloud.certificatePem] });
		await expect(connect(options).ncDescribeInstances(all)).rejects.toMatchObject({
			code: 'REMOTE_ANSWER_UNTRUSTED',
			message: expect.stringContaining('a certificate that is not registered here'),
		});
	});

	it('when the service runs with ENABLE_WS_SECURITY=N', async () => {
		const url = await serve({}, unsigned(serviceOptions()));
		await expect(connect(clientOptions(url)).ncDescribeInstances(all)).rejects.toMatchObject({
			code: 'REMOTE_ANSWER_UNTRUSTED',
			message: expect.stringContaining('it has no wsse:Security header'),
		});
	});
});

describe('a handler that fails', () => {
	it('is a fault with its code and text at a node controller', async () => {
		const url = await serve({
			ncRebootInstance: ({ instanceId }) => {
				throw fail('INSTANCE_UNKNOWN', { id: instanceId });
			},
		});
		const error = await connect(clientOptions(url))
			.ncRebootInstance({ userId: 'alice', instanceId: 'i-1' }, { correlationId: 'corr-8' })
			.catch((reason: unknown) => reason);
		expect(error).toMatchObject({
			code: 'REMOTE_FAILED',
			values: { remoteCode: 'INSTANCE_UNKNOWN', reason: 'there is no instance i-1 here', url, correlationId: 'corr-8' },
		});
		expect(remoteCodeOf(error)).toBe('INSTANCE_UNKNOWN');
	});

	it('tells nothing of an error that is none of ours', async () => {
		const url = await serve({
			ncGetConsoleOutput: () => {
				throw new Error('secret at /root/x');
			},
		});
		const call = connect(clientOptions(url)).ncGetConsoleOutput({ userId: 'alice', instanceId: 'i-1' });
		await expect(call).rejects.toMatchObject({
			values: { remoteCode: 'WIRE_INTERNAL', reason: expect.not.stringContaining('secret') },
		});
	});

	it('that answers what the contract does not allow is our fault, not silence', async () => {
		const url = await serve({ ncRebootInstance: () => ({ status: 'yes' as unknown as boolean }) });
		const call = connect(clientOptions(url)).ncRebootInstance({ userId: 'alice', instanceId: 'i-1' });
		await expect(call).rejects.toMatchObject({ values: { remoteCode: 'WIRE_FIELD_INVALID' } });
	});

	it('is return=false with CODE: text at a cluster controller', async () => {
		const handlers = new Proxy({} as Handlers<typeof ccService>, {
			get: () => () => {
				throw fail('DISK_FULL', { path: '/x: y\nz' });
			},
		});
		const service = createSoapService(ccService, handlers, serviceOptions());
		const server = await listenSoap([{ definition: ccService, service }], { host: '127.0.0.1', port: 0 }, silentLog);
		const client = createSoapClient(ccService, clientOptions(`http://127.0.0.1:${server.port}/${ccService.path}`));
		open.push(server, client);
		await expect(client.DescribeInstances({ instanceIds: [] })).rejects.toMatchObject({
			code: 'REMOTE_FAILED',
			values: { remoteCode: 'DISK_FULL', reason: 'no room on /x: y\nz' },
		});
		await expect(client.GetConsoleOutput({})).rejects.toMatchObject({ values: { remoteCode: 'DISK_FULL' } });
	});
});

describe('with ENABLE_WS_SECURITY=N on both sides', () => {
	it('calls work unsigned', async () => {
		const url = await serve({}, unsigned(serviceOptions()));
		const client = connect(unsigned(clientOptions(url)));
		expect(await client.ncDescribeInstances(all)).toEqual({ instances: [] });
	});
});
