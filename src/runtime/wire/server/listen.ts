import { chmod, lstat, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { messageOf } from '../../../common/errors.ts';
import type { Logger } from '../../../common/log.ts';
import type { ServiceDefinition } from '../contract.ts';
import { wireErrors } from '../errors.ts';
import { servicesPage } from '../services-page.ts';
import { XML_LIMITS } from '../xml/read-xml.ts';
import { type BodyReader, createBodyReader } from './read-body.ts';
import type { SoapResponse, SoapService } from './types.ts';

/** Serves several SOAP services and `GET /axis2/services` (the list) on one listening address or socket path. */
export interface SoapServer {
	/** The port, when listening on one; 0 on a socket path. */
	readonly port: number;
	/** Ends idle connections at once and waits for the answers that are under way. */
	close(): Promise<void>;
}

export interface ServedService {
	readonly definition: ServiceDefinition;
	readonly service: SoapService;
}

export type ListenAddress = { readonly host: string; readonly port: number } | { readonly socketPath: string };

/** Throws WIRE_ADDRESS_IN_USE, WIRE_ADDRESS. A socket file that nobody answers on any more is replaced. */
export async function listenSoap(
	services: readonly ServedService[],
	where: ListenAddress,
	log: Logger,
): Promise<SoapServer> {
	const byPath = new Map(services.map((each) => [`/${each.definition.path}`, each.service]));
	const page = servicesPage(services.map(({ definition }) => definition));
	const readBody = createBodyReader();
	const server = createServer(
		{ keepAliveTimeout: IDLE_MS, requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS },
		(request, response) => {
			answer(byPath, page, readBody, request).then(
				(result) => send(server, response, result),
				(error: unknown) => {
					log.error({ reason: messageOf(error) }, 'cannot answer an HTTP request');
					response.destroy();
				},
			);
		},
	);
	if ('socketPath' in where) {
		await removeDeadSocket(where.socketPath);
	}

	await startListening(server, where);
	server.on('error', (error) => log.error({ reason: messageOf(error) }, 'HTTP server'));
	const address = server.address();
	return {
		port: typeof address === 'object' ? ((address as AddressInfo | null)?.port ?? 0) : 0,
		close: () => closeServer(server),
	};
}

const IDLE_MS = 30_000;
const REQUEST_MS = 60_000;
const HEADERS_MS = 20_000;

const BODY_REFUSALS = {
	'too-large': [413, `the body is larger than ${XML_LIMITS.bytes} bytes`],
	'too-slow': [408, `the body was not complete after ${REQUEST_MS} ms`],
	broken: [400, 'the connection ended before the body was complete'],
	crowded: [503, 'too many large messages at once; send it again'],
} as const;

async function answer(
	services: ReadonlyMap<string, SoapService>,
	page: string,
	readBody: BodyReader,
	request: IncomingMessage,
): Promise<SoapResponse> {
	const url = request.url ?? '/';
	const path = url.replace(/[?#].*$/, '').replace(/(?<=.)\/$/, '');
	const method = request.method ?? 'GET';
	if (method === 'GET' && (path === '/axis2/services' || path === '/services')) {
		return { status: 200, contentType: 'text/html; charset=utf-8', body: page };
	}

	const service = services.get(path);
	if (service === undefined) {
		return plain(404, 'no such service; the list is at /axis2/services');
	}

	const outcome = await readBody(request, { bytes: XML_LIMITS.bytes, timeoutMs: REQUEST_MS });
	if (outcome.kind !== 'complete') {
		const [status, text] = BODY_REFUSALS[outcome.kind];
		return plain(status, text);
	}

	const { soapaction } = request.headers;
	const soapAction = typeof soapaction === 'string' ? soapaction : undefined;
	const { host } = request.headers;
	return service({ method, url, soapAction, body: outcome.body, ...(host === undefined ? {} : { host }) });
}

function plain(status: number, text: string): SoapResponse {
	return { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}

function send(server: Server, response: ServerResponse, { status, contentType, body }: SoapResponse): void {
	const unread = !response.req.complete;
	response.writeHead(status, {
		'content-type': contentType,
		'content-length': Buffer.byteLength(body),
		// A closing server keeps no connection; one whose request was not read to its end cannot be used again.
		...(server.listening && !unread ? {} : { connection: 'close' }),
	});
	response.end(body, () => {
		if (unread) {
			response.req.destroy();
		}
	});
}

function startListening(server: Server, where: ListenAddress): Promise<void> {
	const address = 'socketPath' in where ? where.socketPath : `${where.host}:${where.port}`;
	return new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE'
					? wireErrors('WIRE_ADDRESS_IN_USE', { address }, { cause: error })
					: wireErrors('WIRE_ADDRESS', { address, reason: error.message }, { cause: error }),
			),
		);
		server.listen('socketPath' in where ? { path: where.socketPath } : { ...where, backlog: 511 }, () => {
			server.removeAllListeners('error');
			// Apache runs as another user. Whoever may reach the port may reach the socket: messages are signed.
			('socketPath' in where ? chmod(where.socketPath, 0o666) : Promise.resolve()).then(resolve, reject);
		});
	});
}

/** A killed process leaves its socket file behind; a living one must not lose it. */
async function removeDeadSocket(path: string): Promise<void> {
	const found = await lstat(path).catch(() => undefined);
	if (found?.isSocket() !== true) {
		return;
	}

	const isAlive = await new Promise<boolean>((resolve) => {
		const socket = connect(path, () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
	});
	if (!isAlive) {
		await rm(path, { force: true });
	}
}

function closeServer(server: Server): Promise<void> {
	if (!server.listening) {
		return Promise.resolve();
	}

	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeIdleConnections();
	});
}
