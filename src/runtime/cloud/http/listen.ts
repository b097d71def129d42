import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
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
}

const IDLE_MS = 65_000;
const REQUEST_MS = 60_000;
/** EC2 clients send 16 KiB of user data in the URL, encoded twice. */
const MAX_HEADER_BYTES = 128 * 1024;
const CLOSE_MS = 5_000;

/** Throws HTTP_PORT_IN_USE, HTTP_LISTEN. */
export async function listenHttp(listener: RequestListener, options: ListenOptions): Promise<HttpListener> {
	const limits = {
		keepAliveTimeout: IDLE_MS,
		requestTimeout: REQUEST_MS,
		headersTimeout: REQUEST_MS,
		maxHeaderSize: MAX_HEADER_BYTES,
	};
	const { host, port, tls } = options;
	const server: Server =
		tls === undefined
			? createHttpServer(limits, listener)
			: createTlsServer(
					{ ...limits, cert: tls.certificatePem, key: tls.privateKeyPem, minVersion: 'TLSv1.2' },
					listener,
				);
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
