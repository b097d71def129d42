import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_INSTANCE_SETTINGS } from '../../../../../src/runtime/cloud/engine/instance.ts';
import type { RunRequest } from '../../../../../src/runtime/cloud/engine/instances.ts';
import type { User } from '../../../../../src/runtime/cloud/engine/users.ts';
import type { RunningCloud } from '../../../../../src/runtime/cloud/start-cloud.ts';
import { makeIdentities } from '../../support/identities.ts';
import { type ScriptedCluster, startScriptedCluster } from '../../support/scripted-cluster.ts';
import {
	adminOf,
	eventually,
	registerTestImage,
	removeDirectory,
	runRequest,
	startTestCloud,
	temporaryDirectory,
} from '../../support/test-cloud.ts';

let directory: string;
let cloud: RunningCloud;
let cluster: ScriptedCluster;
let admin: User;
let imageId: string;
let kernelId: string;
let address = '';

beforeAll(async () => {
	const identities = await makeIdentities();
	directory = await temporaryDirectory();
	cloud = await startTestCloud(directory, identities);
	({ imageId, kernelId } = await registerTestImage(cloud, directory));
	admin = await adminOf(cloud);
	cluster = await startScriptedCluster(identities);
	cluster.nextAddress = () => address;
	const certificate = identities.cluster.certificatePem;
	await cloud.addCluster({ name: 'zone1', host: '127.0.0.1', port: cluster.port, certificate });
	await cloud.engine.keyPairs.create(admin, 'mykey', { type: 'ed25519' });
});
afterAll(async () => {
	await cloud.close();
	await cluster.close();
	await removeDirectory(directory);
});

/** An instance that runs at the address. */
async function runAt(where: string, changes: Partial<RunRequest> = {}): Promise<string> {
	address = where;
	const [instance] = await cloud.engine.instances.run(admin, runRequest(imageId, changes), 'corr');
	await eventually(
		() => cloud.engine.instances.visibleTo(admin),
		(all) =>
			all.some(
				({ id, state, privateAddress }) => id === instance?.id && state === 'running' && privateAddress === where,
			),
	);
	return instance?.id ?? '';
}

interface Options {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/** A request that comes from the address. */
function ask(from: string, path: string, { method = 'GET', headers = {} }: Options = {}) {
	const { port } = new URL(cloud.ec2Url);
	return new Promise<{ status: number; body: Buffer; text: string; headers: object }>((resolve, reject) => {
		request({ host: '127.0.0.1', port, localAddress: from, path, method, headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => {
				const body = Buffer.concat(chunks);
				resolve({ status: response.statusCode ?? 0, body, text: body.toString(), headers: response.headers });
			});
		})
			.once('error', reject)
			.end();
	});
}

const metadata = (changes: Partial<typeof DEFAULT_INSTANCE_SETTINGS.metadata>) => ({
	settings: { ...DEFAULT_INSTANCE_SETTINGS, metadata: { ...DEFAULT_INSTANCE_SETTINGS.metadata, ...changes } },
});

describe('an instance learns', () => {
	const at = '127.0.0.11';
	const userData = Buffer.from([0, 1, 2, 255, 10]);
	let id: string;
	beforeAll(async () => {
		id = await runAt(at, { keyName: 'mykey', userData });
	});

	it.each(['/latest', '/2008-02-01', '/2009-04-04', '/1.0', '/2021-03-23'])(
		'about itself below %s',
		async (version) => {
			const value = async (key: string) => (await ask(at, `${version}/meta-data/${key}`)).text;
			expect(await value('instance-id')).toBe(id);
			expect(await value('ami-id')).toBe(imageId);
			expect(await value('kernel-id')).toBe(kernelId);
			expect(await value('ami-manifest-path')).toBe('ttylinux');
			expect(await value('ami-launch-index')).toBe('0');
			expect(await value('local-ipv4')).toBe(at);
			expect(await value('public-hostname')).toBe(at);
			expect(await value('placement/availability-zone')).toBe('zone1');
			expect(await value('security-groups')).toBe('default');
			expect(await value('mac')).toMatch(/^d0:0d(:[0-9a-f]{2}){4}$/);
			expect(await value('public-keys/')).toBe('0=mykey');
			expect(await value('public-keys/0/')).toBe('openssh-key');
			expect(await value('public-keys/0/openssh-key')).toMatch(/^ssh-ed25519 \S+ admin@eucalyptus$/);
		},
	);

	it('its names, with and without the final slash', async () => {
		const { text } = await ask(at, '/latest/meta-data/');
		expect((await ask(at, '/latest/meta-data')).text).toBe(text);
		expect(text.split('\n')).toEqual(expect.arrayContaining(['ami-id', 'placement/', 'public-keys/']));
		expect(text).not.toContain('ramdisk-id');
		expect((await ask(at, '/latest/')).text).toBe('dynamic\nmeta-data\nuser-data');
		expect((await ask(at, '/')).text).toMatch(/^1\.0\n2007-01-19\n[\s\S]*\nlatest$/);
	});

	it('its user data, byte by byte', async () => {
		expect((await ask(at, '/latest/user-data')).body).toEqual(userData);
	});

	it('its identity document', async () => {
		const document = JSON.parse((await ask(at, '/latest/dynamic/instance-identity/document')).text);
		expect(document).toMatchObject({
			instanceId: id,
			imageId,
			accountId: 'admin',
			region: 'Eucalyptus',
			privateIp: at,
		});
	});

	it.each(['/latest/meta-data/nothing', '/latest/meta-data/ramdisk-id', '/latest/meta-data/tags/', '/latest/x'])(
		'nothing of what it does not have: %s',
		async (path) => {
			expect((await ask(at, path)).status).toBe(404);
		},
	);
});

describe('a session token', () => {
	const at = '127.0.0.12';
	const other = '127.0.0.13';
	const ttl = 'X-aws-ec2-metadata-token-ttl-seconds';
	const token = async (from: string, seconds: string, headers = {}) =>
		ask(from, '/latest/api/token', { method: 'PUT', headers: { [ttl]: seconds, ...headers } });
	const withToken = (value: string) => ({ headers: { 'X-aws-ec2-metadata-token': value } });
	beforeAll(async () => {
		await runAt(at, metadata({ tokensRequired: true }));
		await runAt(other);
	});

	it('is needed where the instance was started so', async () => {
		expect((await ask(at, '/latest/meta-data/instance-id')).status).toBe(401);
		const { text, headers } = await token(at, '60');
		expect(headers).toMatchObject({ [ttl.toLowerCase()]: '60' });
		expect((await ask(at, '/latest/meta-data/instance-id', withToken(text))).status).toBe(200);
		expect((await ask(other, '/latest/meta-data/instance-id')).status).toBe(200);
	});

	it('is good for its own instance only, and a bad one is refused where none is needed', async () => {
		const { text } = await token(at, '60');
		expect((await ask(other, '/latest/meta-data/', withToken(text))).status).toBe(401);
		expect((await ask(other, '/latest/meta-data/', withToken('nonsense'))).status).toBe(401);
		expect((await ask(other, '/latest/meta-data/', withToken((await token(other, '60')).text))).status).toBe(200);
	});

	it('ends when its time is over', async () => {
		const { text } = await token(at, '1');
		await new Promise((resolve) => setTimeout(resolve, 1100));
		expect((await ask(at, '/latest/meta-data/', withToken(text))).status).toBe(401);
	});

	it.each(['0', '21601', '-1', 'x', ''])('does not live %j seconds', async (seconds) => {
		expect((await token(at, seconds)).status).toBe(400);
	});

	it('does not go through a proxy, and is not read', async () => {
		expect((await token(at, '60', { 'X-Forwarded-For': '10.0.0.1' })).status).toBe(403);
		expect((await ask(at, '/latest/api/token')).status).toBe(405);
		expect((await ask(at, '/latest/meta-data/', { method: 'POST' })).status).toBe(405);
	});
});

describe('nobody else learns anything', () => {
	it('from an address that no live instance has', async () => {
		for (const from of ['127.0.0.1', '127.0.0.99']) {
			for (const path of [
				'/latest/meta-data/',
				'/latest/user-data',
				'/2008-02-01/',
				'/latest/api/token',
				'/latest/x',
			]) {
				const answer = await ask(from, path, path.endsWith('token') ? { method: 'PUT' } : {});
				expect([path, answer.status, answer.text]).toEqual([path, 404, '404 - Not Found\n']);
			}
		}
	});

	it('from an address that two instances have', async () => {
		await runAt('127.0.0.14', { userData: Buffer.from('first') });
		expect((await ask('127.0.0.14', '/latest/user-data')).text).toBe('first');
		await runAt('127.0.0.14', { userData: Buffer.from('second') });
		expect((await ask('127.0.0.14', '/latest/user-data')).status).toBe(404);
	});

	it('after the instance has ended, whoever has its address then', async () => {
		const id = await runAt('127.0.0.15', { userData: Buffer.from('mine') });
		expect((await ask('127.0.0.15', '/latest/user-data')).status).toBe(200);
		await cloud.engine.instances.terminate(admin, [id], 'corr');
		await eventually(
			() => ask('127.0.0.15', '/latest/user-data'),
			({ status }) => status === 404,
		);
	});

	it('where the service is switched off', async () => {
		await runAt('127.0.0.16', metadata({ enabled: false }));
		expect((await ask('127.0.0.16', '/latest/meta-data/')).status).toBe(403);
	});
});

it('tells tags to an instance that may know them', async () => {
	const tags = [{ key: 'Name', value: 'a web server' }];
	await runAt('127.0.0.17', { tags, ...metadata({ tellsTags: true }) });
	expect((await ask('127.0.0.17', '/latest/meta-data/tags/instance/')).text).toBe('Name');
	expect((await ask('127.0.0.17', '/latest/meta-data/tags/instance/Name')).text).toBe('a web server');
	await runAt('127.0.0.18', { tags });
	expect((await ask('127.0.0.18', '/latest/meta-data/tags/instance/Name')).status).toBe(404);
});

it('heeds what is changed of a running instance', async () => {
	const id = await runAt('127.0.0.19');
	const { metadata: before } = DEFAULT_INSTANCE_SETTINGS;
	await cloud.engine.instances.modify(admin, id, { settings: { metadata: { ...before, tokensRequired: true } } });
	expect((await ask('127.0.0.19', '/latest/meta-data/')).status).toBe(401);
});

it('leaves the EC2 interface where it was', async () => {
	expect((await ask('127.0.0.1', '/')).text).toContain('<Code>MissingAction</Code>');
	expect((await ask('127.0.0.11', '/?Action=DescribeRegions')).text).toContain('<Code>');
});
