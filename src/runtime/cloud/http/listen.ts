import { createServer as createHttpServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { KeyAndCertificate } from '../../../common/certificate.ts';
import { messageOf } from '../../../common/errors.ts';
import { httpErrors } from './errors.ts';

export interface HttpListener {
	readonly port: number;
	/** Refuses new connections and waits for answers that are under way, for a while. */
	close(): Promise<void>;
}

export interface ListenOptions {
	readonly host: string;
	/** 0: any free one. */
	readonly port: number;
	/** Serve over TLS with this pair. */
	readonly tls?: KeyAndCertificate;
	/** What to answer to what is no HTTP, or comes too slowly, by the server's code for it. */
	readonly refuse?: (code: string | undefined) => Refusal;
	/** How long a client may take for the request line and the headers, and for the whole request. Only tests shorten it. */
	readonly headersMs?: number;
	readonly requestMs?: number;
}

export interface Refusal {
	readonly status: number;
	readonly contentType: string;
	readonly body: string;
}

const IDLE_MS = 65_000;
const HEADERS_MS = 20_000;
const REQUEST_MS = 60_000;
/** A connection on which nothing moves, such as of a client that does not read its answer. */
const STALLED_MS = 120_000;
/** EC2 clients send 16 KiB of user data in the URL, encoded twice. */
const MAX_HEADER_BYTES = 128 * 1024;
/** Each costs some 20 kB even if nothing ever comes over it. */
const MOST_CONNECTIONS = 20_000;
const CLOSE_MS = 5_000;
const LINGER_MS = 500;

/** Throws HTTP_PORT_IN_USE, HTTP_LISTEN. */
export async function listenHttp(listener: RequestListener, options: ListenOptions): Promise<HttpListener> {
	const { host, port, tls, headersMs = HEADERS_MS, requestMs = REQUEST_MS } = options;
	const limits = {
		keepAliveTimeout: IDLE_MS,
		requestTimeout: requestMs,
		headersTimeout: headersMs,
		connectionsCheckingInterval: Math.min(5_000, headersMs),
		maxHeaderSize: MAX_HEADER_BYTES,
		// a request without Host gets its answer from the listener, in the form that its clients read
		requireHostHeader: false,
	};
	const server: Server =
		tls === undefined
			? createHttpServer(limits, listener)
			: createTlsServer(
					{ ...limits, cert: tls.certificatePem, key: tls.privateKeyPem, minVersion: 'TLSv1.2' },
					listener,
				);
	server.setTimeout(STALLED_MS);
	server.maxConnections = MOST_CONNECTIONS;
	answerWhatIsNoRequest(server, options.refuse ?? refuseInWords);
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const code = error.code === 'EADDRINUSE' ? 'HTTP_PORT_IN_USE' : 'HTTP_LISTEN';
			reject(httpErrors(code, { host, port, problem: messageOf(error) }, { cause: error }));
		});
		server.listen({ host, port, backlog: 511 }, () => {
			server.removeAllListeners('error');
			resolve();
		});
	});
	return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

/** Node's own answer has no body, and clients of EC2 then show nothing that helps. */
function answerWhatIsNoRequest(server: Server, refuse: (code: string | undefined) => Refusal): void {
	const answering = new WeakSet<Duplex>();
	const refused = new WeakSet<Duplex>();
	server.prependListener('request', (request, response) => {
		answering.add(request.socket);
		response.once('close', () => answering.delete(request.socket));
	});
	server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
		if (refused.has(socket)) {
			return;
		}

		// an answer that is under way would be mixed with this one
		if (!socket.writable || answering.has(socket) || error.code === 'ECONNRESET') {
			socket.destroy();
			return;
		}

		refused.add(socket);
		const { status, contentType, body } = refuse(error.code);
		socket.end(
			`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${contentType}\r\n` +
				`Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
		);
		// a connection that is closed while the client still sends would take the answer along
		socket.resume();
		setTimeout(() => socket.destroy(), LINGER_MS).unref();
	});
}

function refuseInWords(code: string | undefined): Refusal {
	const status = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
	return { status, contentType: 'text/plain; charset=utf-8', body: `${STATUS_CODES[status]}\n` };
}

function closeServer(server: Server): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
		server.close(() => {
			clearTimeout(timer);
			resolve();
		});
		server.closeIdleConnections();
	});
}
