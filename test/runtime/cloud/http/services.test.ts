import { sign } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../../src/common/run.ts';
import type { RunningCloud } from '../../../../src/runtime/cloud/start-cloud.ts';
import { createSoapClient } from '../../../../src/runtime/wire/client.ts';
import { adminService } from '../../../../src/runtime/wire/contracts/admin/service.ts';
import { type Identities, makeIdentities } from '../support/identities.ts';
import { type ScriptedCluster, startScriptedCluster } from '../support/scripted-cluster.ts';
import { removeDirectory, startTestCloud, templateFile, temporaryDirectory } from '../support/test-cloud.ts';

let identities: Identities;
let directory: string;
let cluster: ScriptedCluster;
let cloud: RunningCloud;
let base: string;

beforeAll(async () => {
	identities = await makeIdentities();
	directory = await temporaryDirectory();
	cluster = await startScriptedCluster(identities);
	cluster.places = 2;
	cloud = await startTestCloud(directory, identities, {
		imageAccess: 'http',
		nodeCertificates: [identities.node.certificatePem],
		listen: { host: '0.0.0.0', port: 0, sslPort: 0 },
	});
	base = cloud.ec2Url.replace('/services/Eucalyptus', '');
});

afterAll(async () => {
	await cloud.close();
	await cluster.close();
	await removeDirectory(directory);
});

const adminClient = (identity = identities.cloud, url = base) =>
	createSoapClient(adminService, {
		url: `${url}/${adminService.path}`,
		identity,
		trustedCertificates: [identities.cloud.certificatePem],
	});

describe('the administration', () => {
	it('adds, lists and deletes clusters, and says whether they answer', async () => {
		const client = adminClient();
		const certificate = identities.cluster.certificatePem;
		const entry = { name: 'zone1', host: '127.0.0.1', port: cluster.port, certificate };
		expect(await client.EucaAddCluster(entry)).toMatchObject({ changed: true, cluster: { state: 'UP' } });
		expect(await client.EucaAddCluster(entry)).toMatchObject({ changed: false });
		await client.EucaAddCluster({ ...entry, name: 'dead', port: 1 });
		const { clusters } = await client.EucaDescribeClusters({});
		expect(clusters.map(({ name, state }) => `${name} ${state?.slice(0, 4)}`)).toEqual(['zone1 UP', 'dead DOWN']);
		await client.EucaDeleteCluster({ name: 'dead' });
		await expect(client.EucaDeleteCluster({ name: 'dead' })).rejects.toThrow('no cluster dead');
		await expect(client.EucaAddCluster({ ...entry, name: 'a b' })).rejects.toThrow('cannot be added');
		await expect(client.EucaAddCluster({ ...entry, certificate: 'x' })).rejects.toThrow('certificate');
		client.close();
	});

	it('registers, changes and deletes images', async () => {
		const client = adminClient();
		const ids = await client.EucaRegisterImage({
			imageName: 'tiny',
			architecture: 'x86_64',
			diskImage: await templateFile(directory, 'd', 'disk'),
			kernelImage: await templateFile(directory, 'k', 'kernel'),
		});
		expect((await client.EucaModifyImage({ image: 'tiny', enabled: false })).image.imageState).toBe('deregistered');
		expect((await client.EucaDescribeImages({})).images).toHaveLength(2);
		expect((await client.EucaDeleteImage({ image: ids.imageId })).deletedIds).toEqual([ids.imageId, ids.kernelId]);
		client.close();
	});

	it('gives credentials whose certificate is then known as the user', async () => {
		const client = adminClient();
		const credentials = await client.EucaGetCredentials({ userName: 'admin', newCertificate: true });
		expect(credentials).toMatchObject({
			accessKey: cloud.admin.accessKey,
			secretKey: cloud.admin.secretKey,
			ec2Url: cloud.ec2Url,
			cloudCertificate: identities.cloud.certificatePem,
		});
		expect(credentials.accessKey).toMatch(/^AKIA[A-Z0-9]{16}$/);
		expect(credentials.secretKey).toHaveLength(40);
		const { stdout } = await run('openssl', ['x509', '-noout', '-subject'], { input: credentials.certificate ?? '' });
		expect(stdout).toMatch(/O ?= ?admin, OU ?= ?Eucalyptus, CN ?= ?eucalyptus.cs.ucsb.edu/);
		await expect(client.EucaGetCredentials({ userName: 'eve', newCertificate: false })).rejects.toThrow('no user eve');
		client.close();
	});

	it('answers to the key of the cloud only', async () => {
		const client = adminClient(identities.cluster);
		await expect(client.EucaDescribeClusters({})).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
		client.close();
	});

	it('answers callers on its own host, by whatever address', async () => {
		const own = Object.values(networkInterfaces())
			.flatMap((addresses) => addresses ?? [])
			.find(({ family, internal }) => family === 'IPv4' && !internal);
		const client = adminClient(identities.cloud, base.replace('127.0.0.1', own?.address ?? '127.0.0.1'));
		expect((await client.EucaDescribeClusters({})).clusters).toBeDefined();
		client.close();
	});
});

describe('the list of services', () => {
	it('names the EC2 endpoint', async () => {
		const response = await fetch(`${base}/services/`);
		expect(response.status).toBe(200);
		expect(await response.text()).toContain('/services/Eucalyptus');
	});
});

describe('image files for nodes', () => {
	const get = (id: string, signer: Identities['node'], date = new Date().toUTCString(), method = 'GET') => {
		const path = `/services/Images/${id}`;
		const signature = sign('sha1', Buffer.from(`${method}\n${date}\n${path}\n`), signer.privateKeyPem);
		return fetch(base + path, {
			method,
			headers: {
				Authorization: 'Euca',
				EucaOperation: 'GetDecryptedImage',
				Date: date,
				EucaCert: Buffer.from(signer.certificatePem).toString('base64'),
				EucaSignature: signature.toString('base64'),
			},
		});
	};

	it('come to the holder of a node certificate, and to nobody else', async () => {
		const { imageId } = await cloud.registerImage({
			imageName: 'fetched',
			architecture: 'x86_64',
			diskImage: await templateFile(directory, 'big', 'x'.repeat(1_000_000)),
			kernelImage: await templateFile(directory, 'kk', 'kernel'),
		});
		const good = await get(imageId, identities.node);
		expect(good.status).toBe(200);
		expect((await good.text()).length).toBe(1_000_000);
		const head = await get(imageId, identities.node, undefined, 'HEAD');
		expect(head.headers.get('content-length')).toBe('1000000');

		expect((await get(imageId, identities.cluster)).status).toBe(403);
		expect((await get(imageId, identities.node, new Date(Date.now() - 400_000).toUTCString())).status).toBe(403);
		expect((await get(imageId, identities.node, 'yesterday')).status).toBe(403);
		const mixed = { ...identities.cluster, certificatePem: identities.node.certificatePem };
		expect((await get(imageId, mixed)).status).toBe(403);
		expect((await fetch(`${base}/services/Images/${imageId}`)).status).toBe(403);
		expect((await get('emi-00000000', identities.node)).status).toBe(404);
		expect((await get('..%2F..%2Fdb%2Feucalyptus.db', identities.node)).status).toBe(404);
	});
});

describe('the web site', () => {
	const get = (path: string, method = 'GET') =>
		new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
			const url = new URL(path, cloud.webUrl);
			const sent = httpsRequest(url, { method, rejectUnauthorized: false }, (response) => {
				let body = '';
				response.on('data', (data: Buffer) => {
					body += data.toString();
				});
				response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
			});
			sent.on('error', reject);
			sent.end();
		});

	it('shows zones with their places and the address for tools', async () => {
		const { status, body, headers } = await get('/');
		expect(status).toBe(200);
		expect(body).toContain('zone1');
		expect(body).toContain('>UP</span>');
		expect(body).toContain('002/002');
		expect(body).toContain(cloud.ec2Url);
		expect(body).not.toContain('<script');
		expect(headers['content-security-policy']).toContain("default-src 'none'");
		expect(headers['x-frame-options']).toBe('DENY');
		expect((await get('/style.css')).headers['content-type']).toContain('text/css');
	});

	it('knows no other page and no other method', async () => {
		expect((await get('/etc/passwd')).status).toBe(404);
		expect((await get('/', 'POST')).status).toBe(404);
	});
});
