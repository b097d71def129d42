import type { IncomingMessage, ServerResponse } from 'node:http';

/** True if the request came from this very machine: over loopback, or from an address to the same address. */
export function isLocal({ socket }: IncomingMessage): boolean {
	const plain = (address: string | undefined) => (address ?? '').replace(/^::ffff:/, '');
	const remote = plain(socket.remoteAddress);
	return remote === '::1' || remote.startsWith('127.') || (remote !== '' && remote === plain(socket.localAddress));
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
