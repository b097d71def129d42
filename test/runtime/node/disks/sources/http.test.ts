import { verify, X509Certificate } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { makeSelfSigned } from '../../../../../src/common/certificate.ts';
import { systemClock } from '../../../../../src/common/clock.ts';
import { httpSource } from '../../../../../src/runtime/node/disks/sources/http.ts';

test('a node proves itself with its certificate and a signature over verb, date and path', async () => {
	const { certificatePem, privateKeyPem } = await makeSelfSigned({ commonName: 'node' });
	let headers: IncomingHttpHeaders = {};
	const server = createServer((request, response) => {
		headers = request.headers;
		response.writeHead(200, { 'content-length': 5 }).end('image');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void server.close());
	const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/services/Images/emi-00000001`);

	const source = httpSource({ certificatePem, privateKeyPem }, { ...systemClock, now: () => Date.UTC(2008, 6, 1) });
	const { stream, bytes } = await source.open(url, new AbortController().signal);
	expect(bytes).toBe(5);
	expect(await text(stream)).toBe('image');

	expect(headers).toMatchObject({ authorization: 'Euca', date: 'Tue, 01 Jul 2008 00:00:00 GMT' });
	expect(Buffer.from(String(headers['eucacert']), 'base64').toString()).toBe(certificatePem);
	const signed = Buffer.from('GET\nTue, 01 Jul 2008 00:00:00 GMT\n/services/Images/emi-00000001\n');
	const signature = Buffer.from(String(headers['eucasignature']), 'base64');
	expect(verify('sha1', signed, new X509Certificate(certificatePem).publicKey, signature)).toBe(true);
});
