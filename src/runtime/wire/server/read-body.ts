import type { IncomingMessage } from 'node:http';

export type BodyOutcome =
	| { readonly kind: 'complete'; readonly body: Buffer }
	/** `crowded`: all bodies that are being read are too much together, and this one is the largest. */
	| { readonly kind: 'too-large' | 'too-slow' | 'broken' | 'crowded' };

export interface BodyLimits {
	readonly bytes: number;
	readonly timeoutMs: number;
}

export type BodyReader = (message: IncomingMessage, limits: BodyLimits) => Promise<BodyOutcome>;

interface Reading {
	size: number;
	readonly settle: (outcome: BodyOutcome) => void;
}

/**
 * Reads request bodies, at most `totalBytes` of all of them at once: senders of large or endless bodies cannot use up the
 * memory, and those of small ones do not suffer from them. Leaves the connection open, so that the client can be told why.
 */
export function createBodyReader(totalBytes = 64 * 1024 * 1024): BodyReader {
	const readings = new Set<Reading>();
	let held = 0;

	const makeRoom = () => {
		while (held > totalBytes) {
			const largest = [...readings].reduce((most, each) => (each.size > most.size ? each : most));
			largest.settle({ kind: 'crowded' });
		}
	};

	return (message, { bytes, timeoutMs }) =>
		new Promise((resolve) => {
			const chunks: Buffer[] = [];
			const add = (chunk: Buffer) => {
				chunks.push(chunk);
				reading.size += chunk.length;
				held += chunk.length;
				if (reading.size > bytes) {
					reading.settle({ kind: 'too-large' });
				} else {
					makeRoom();
				}
			};
			const reading: Reading = {
				size: 0,
				settle(outcome) {
					if (readings.delete(reading)) {
						held -= reading.size;
						clearTimeout(timer);
						// what still comes is thrown away
						message.off('data', add).resume();
						resolve(outcome);
					}
				},
			};
			readings.add(reading);
			const timer = setTimeout(() => reading.settle({ kind: 'too-slow' }), timeoutMs);
			if (Number(message.headers['content-length'] ?? 0) > bytes) {
				reading.settle({ kind: 'too-large' });
				return;
			}

			message.on('data', add);
			message.once('end', () => reading.settle({ kind: 'complete', body: Buffer.concat(chunks, reading.size) }));
			message.once('error', () => reading.settle({ kind: 'broken' }));
			message.once('close', () => reading.settle({ kind: 'broken' }));
		});
}
