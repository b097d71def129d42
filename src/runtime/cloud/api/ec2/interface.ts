import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../../common/clock.ts';
import type { Logger } from '../../../../common/log.ts';
import { createBodyReader } from '../../../wire/server/read-body.ts';
import type { Engine } from '../../engine.ts';
import { actions } from './actions/index.ts';
import { createSoapAuthenticator } from './auth/authenticate-soap.ts';
import { answerOf, ec2Errors, isInternal } from './errors.ts';
import { type HttpRequest, readHttpRequest } from './http-request.ts';
import { answerQuery, answerSoap, type Pipeline } from './pipeline.ts';
import { createResponseWriter, queryError } from './render/response.ts';
import { DEFAULT_SETTINGS, type Ec2Settings } from './settings.ts';
import { soapFault } from './soap/documents.ts';
import { isSoap } from './soap/envelope.ts';
import { audit, type Trace } from './steps/audit.ts';
import { NEWEST_VERSION, resolveVersion } from './versions.ts';
import { wsdlRequest } from './wsdl/request.ts';
import { wsdl } from './wsdl/wsdl.ts';

export interface Ec2InterfaceOptions {
	readonly engine: Engine;
	readonly clock: Clock;
	readonly log: Logger;
	readonly settings?: Partial<Ec2Settings>;
}

export interface Ec2Handler {
	/** Answers one request; never rejects. */
	(request: IncomingMessage, response: ServerResponse): Promise<void>;
	/** What to answer when the HTTP server itself gave up on a request: its code for why. */
	refuse(code: string | undefined): { readonly status: number; readonly contentType: string; readonly body: string };
	/** Lets go of the file that remembers SOAP signatures. */
	close(): void;
}

interface Reply {
	readonly status: number;
	/** EC2's code, or `ok`. */
	readonly code: string;
	readonly body: string;
}

/**
 * EC2's Query interface and SOAP interface on one path (spec/ec2-api §1), and the answer for paths that nobody serves.
 */
export function createEc2Interface({ engine, clock, log, settings }: Ec2InterfaceOptions): Ec2Handler {
	const chosen = { ...DEFAULT_SETTINGS, ...settings };
	const pipeline: Pipeline = {
		engine,
		clock,
		settings: chosen,
		soap: createSoapAuthenticator({ engine, log, now: clock.now(), replayFile: chosen.replayFile }),
		actions: new Map(actions.map((action) => [action.name, action])),
		writeResponse: createResponseWriter(),
	};

	const readBody = createBodyReader();
	const readHttp = (message: IncomingMessage) => readHttpRequest(message, readBody, chosen);
	const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
		const trace: Trace = {
			requestId: randomUUID(),
			receivedAt: clock.now(),
			interface: 'query',
			source: message.socket.remoteAddress ?? 'local',
			client: message.headers['user-agent']?.slice(0, 200) ?? '',
			action: undefined,
			version: undefined,
			user: undefined,
		};
		const reply = await answer(message, readHttp, trace, pipeline).catch((error: unknown) => fail(error, trace, log));
		send(message, response, reply);
		audit(log, trace, reply, clock.now());
	};
	return Object.assign(handle, { refuse, close: () => pipeline.soap.close() });
}

/** Some clients drop the path. */
const PATHS = new Set(['/services/Eucalyptus', '/services/Eucalyptus/', '/']);

async function answer(
	message: IncomingMessage,
	readHttp: (message: IncomingMessage) => Promise<HttpRequest>,
	trace: Trace,
	pipeline: Pipeline,
): Promise<Reply> {
	const http = await readHttp(message);
	const wantsSoap = isSoap(http);
	trace.interface = wantsSoap ? 'soap' : 'query';
	if (!PATHS.has(http.path)) {
		throw ec2Errors('PATH_UNKNOWN', { path: http.path.slice(0, 255) });
	}

	if (wantsSoap) {
		return { status: 200, code: 'ok', body: await answerSoap(http, trace, pipeline) };
	}

	const description = wsdlRequest(http);
	if (description !== undefined) {
		trace.action = '?wsdl';
		return { status: 200, code: 'ok', body: wsdl(actions, description) };
	}

	return { status: 200, code: 'ok', body: await answerQuery(http, trace, pipeline) };
}

function fail(error: unknown, trace: Trace, log: Logger): Reply {
	if (isInternal(error)) {
		log.error({ requestId: trace.requestId, action: trace.action, err: error }, 'ec2 request failed');
	}

	const known = answerOf(error, resolveVersion(trace.version ?? '') ?? NEWEST_VERSION);
	return trace.interface === 'soap'
		? { status: 500, code: known.code || known.side, body: soapFault(known, trace.requestId) }
		: { status: known.status, code: known.code, body: queryError(known, trace.requestId) };
}

/** A request that never became one is not audited, as nothing is known of it. */
function refuse(code: string | undefined) {
	const error = ec2Errors(HTTP_PROBLEMS.get(code ?? '') ?? 'HTTP_MALFORMED');
	const known = answerOf(error, NEWEST_VERSION);
	return { status: known.status, contentType: CONTENT_TYPE, body: queryError(known, randomUUID()) };
}

const CONTENT_TYPE = 'text/xml;charset=UTF-8';
const HTTP_PROBLEMS: ReadonlyMap<string, 'HEADERS_TOO_LARGE' | 'HEADERS_TOO_SLOW'> = new Map([
	['HPE_HEADER_OVERFLOW', 'HEADERS_TOO_LARGE'],
	['ERR_HTTP_REQUEST_TIMEOUT', 'HEADERS_TOO_SLOW'],
]);

/** Head and body go out in one write: two small ones cost a delayed acknowledgement per call. */
function send(message: IncomingMessage, response: ServerResponse, { status, body }: Reply): void {
	response.writeHead(status, {
		'Content-Type': CONTENT_TYPE,
		'Content-Length': Buffer.byteLength(body),
		...(status === 405 ? { Allow: 'GET, POST' } : {}),
		// a body that we did not read to its end would be taken for the next request
		...(message.complete ? {} : { Connection: 'close' }),
	});
	if (message.complete) {
		response.end(body);
		return;
	}

	// a connection that is closed while the client still sends would take the answer along
	response.write(body);
	const end = () => {
		clearTimeout(timer);
		response.end();
	};
	const timer = setTimeout(end, LINGER_MS);
	message.once('end', end).once('close', end).resume();
}

const LINGER_MS = 500;
