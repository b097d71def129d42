import type { IncomingMessage, ServerResponse } from 'node:http';

const MAX_BODY_BYTES = 1024 * 1024;

/** True if the request came from this very machine: over loopback, or from an address to the same address. */
export function isLocal({ socket }: IncomingMessage): boolean {
	const plain = (address: string | undefined) => (address ?? '').replace(/^::ffff:/, '');
	const remote = plain(socket.remoteAddress);
	return remote === '::1' || remote.startsWith('127.') || (remote !== '' && remote === plain(socket.localAddress));
}

/** undefined if it is larger than 1 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > MAX_BODY_BYTES) {
			return undefined;
		}

		chunks.push(chunk);
	}

	return Buffer.concat(chunks, size);
}

/** `connection: close` where the request was not read to its end: the rest would be taken for the next one. */
export function sendText(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, {
		'content-type': 'text/plain; charset=utf-8',
		'content-length': Buffer.byteLength(text),
		...(response.req.complete ? {} : { connection: 'close' }),
	});
	response.end(text);
}
