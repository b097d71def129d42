import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { type BodyLimits, type BodyOutcome, createBodyReader } from '../../../../src/runtime/wire/server/read-body.ts';

const KIB = 1024;
const PATIENT = { timeout: 60_000 };

async function serve(totalBytes: number, limits: BodyLimits = { bytes: 64 * KIB, timeoutMs: 60_000 }) {
	const read = createBodyReader(totalBytes);
	const outcomes: BodyOutcome['kind'][] = [];
	let octets = 0;
	const server = createServer((message, response) => {
		message.on('data', (chunk: Buffer) => {
			octets += chunk.length;
		});
		void read(message, limits).then((outcome) => {
			outcomes.push(outcome.kind);
			response.end(outcome.kind === 'complete' ? outcome.body : outcome.kind);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		server.closeAllConnections();
	});
	const { port } = server.address() as AddressInfo;
	return {
		outcomes,
		/** How many octets of bodies have come so far. */
		received: () => octets,
		/** A request whose body is `bytes` long so far; `end` sends the rest. */
		begin(bytes: number) {
			const sent = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
			const answer = new Promise<string>((resolve, reject) => {
				sent.on('error', reject).on('response', (response) => {
					let text = '';
					response.on('data', (data: Buffer) => {
						text += data.toString();
					});
					response.on('end', () => resolve(text)).on('error', reject);
				});
			});
			sent.write(Buffer.alloc(bytes, 'a'));
			return { answer, end: (more = '') => sent.end(more), destroy: () => sent.destroy() };
		},
	};
}

it('reads a body to its end', async () => {
	const { begin } = await serve(100 * KIB);
	const { answer, end } = begin(3);
	end('bc');
	expect(await answer).toBe('aaabc');
});

it('refuses one that is larger than its limit, one that takes too long, and notices one that broke off', async () => {
	const impatient = await serve(1024 * KIB, { bytes: 10 * KIB, timeoutMs: 200 });
	expect(await impatient.begin(1).answer).toBe('too-slow');
	const { begin, outcomes, received } = await serve(1024 * KIB, { bytes: 10 * KIB, timeoutMs: 60_000 });
	expect(await begin(11 * KIB).answer).toBe('too-large');
	const before = received();
	const { answer, destroy } = begin(1);
	await expect.poll(received, PATIENT).toBe(before + 1);
	destroy();
	await expect(answer).rejects.toThrow();
	await expect.poll(() => outcomes, PATIENT).toEqual(['too-large', 'broken']);
});

it('gives up the largest when all together are too much, and small ones are read to their end', async () => {
	const { begin, received } = await serve(100 * KIB);
	const small = begin(1 * KIB);
	const larger = begin(40 * KIB);
	const largest = begin(50 * KIB);
	await expect.poll(received, PATIENT).toBe(91 * KIB);
	const last = begin(20 * KIB);
	expect(await largest.answer).toBe('crowded');
	for (const each of [small, larger, last]) {
		each.end();
	}

	expect((await small.answer).length).toBe(1 * KIB);
	expect((await larger.answer).length).toBe(40 * KIB);
	expect((await last.answer).length).toBe(20 * KIB);
	// what was held is free again
	for (let i = 0; i < 5; i += 1) {
		const again = begin(60 * KIB);
		again.end();
		expect((await again.answer).length).toBe(60 * KIB);
	}
});
