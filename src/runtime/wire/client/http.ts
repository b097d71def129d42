import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { XML_LIMITS } from '../xml/read-xml.ts';

export interface HttpCall {
	readonly url: URL;
	readonly soapAction: string;
	readonly body: string;
	/** Of the whole exchange: connection, request, answer. */
	readonly timeoutMs: number;
	readonly signal: AbortSignal | undefined;
	/**
	 * Send it once more when a kept connection turns out to be closed. Only for a message that the service recognises
	 * when it comes twice.
	 */
	readonly mayRepeat: boolean;
}

export type HttpOutcome =
	| {
			readonly kind: 'answer';
			readonly status: number;
			readonly body: Buffer;
			/** The message was sent twice: the first connection broke. */
			readonly repeated: boolean;
	  }
	| { readonly kind: 'unreachable'; readonly reason: string; readonly cause: unknown }
	| { readonly kind: 'timed-out' }
	| { readonly kind: 'too-large' };

export function openAgent(): Agent {
	return new Agent({ keepAlive: true, maxSockets: 32, maxFreeSockets: 2, scheduling: 'lifo', timeout: 25_000 });
}

/** One POST. Throws only the signal's reason. */
export async function postMessage(agent: Agent, call: HttpCall): Promise<HttpOutcome> {
	call.signal?.throwIfAborted();
	const deadline = performance.now() + call.timeoutMs;
	const first = await attempt(agent, call, call.timeoutMs);
	if (first.kind === 'stale' && call.mayRepeat) {
		const second = await attempt(agent, call, Math.max(1, deadline - performance.now()));
		return second.kind === 'answer' ? { ...second, repeated: true } : notStale(second);
	}

	return notStale(first);
}

/** `stale`: the kept connection was closed before anything of an answer came. */
type Attempt = HttpOutcome | { readonly kind: 'stale'; readonly reason: string; readonly cause: unknown };

function notStale(outcome: Attempt): HttpOutcome {
	return outcome.kind === 'stale' ? { ...outcome, kind: 'unreachable' } : outcome;
}

function attempt(agent: Agent, call: HttpCall, timeoutMs: number): Promise<Attempt> {
	return new Promise<Attempt>((resolve, reject) => {
		const body = Buffer.from(call.body);
		const request = httpRequest(call.url, {
			method: 'POST',
			agent,
			headers: {
				'content-type': 'text/xml; charset=utf-8',
				'content-length': body.length,
				soapaction: `"${call.soapAction}"`,
			},
		});
		const timer = setTimeout(() => settle(() => resolve({ kind: 'timed-out' })), timeoutMs);
		const abort = () => settle(() => reject(call.signal?.reason));
		const settle = (done: () => void) => {
			clearTimeout(timer);
			call.signal?.removeEventListener('abort', abort);
			done();
			request.destroy();
		};
		let answered = false;
		const failed = (error: NodeJS.ErrnoException) => {
			const isStale = request.reusedSocket && !answered && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
			const kind = isStale ? 'stale' : 'unreachable';
			settle(() => resolve({ kind, reason: reasonOf(error), cause: error }));
		};
		call.signal?.addEventListener('abort', abort, { once: true });
		request.on('error', failed);
		request.on('response', (response) => {
			answered = true;
			readAnswer(response).then((answer) => {
				// An answer that was read to its end leaves the connection to the agent.
				clearTimeout(timer);
				call.signal?.removeEventListener('abort', abort);
				resolve(answer);
			}, failed);
		});
		request.end(body);
	});
}

async function readAnswer(response: IncomingMessage): Promise<HttpOutcome> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of response as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > XML_LIMITS.bytes) {
			return { kind: 'too-large' }; // leaving the loop ends the connection
		}

		chunks.push(chunk);
	}

	return { kind: 'answer', status: response.statusCode ?? 0, body: Buffer.concat(chunks, size), repeated: false };
}

function reasonOf(error: NodeJS.ErrnoException): string {
	switch (error.code) {
		case 'ECONNREFUSED':
			return 'nothing listens there (connection refused)';
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return 'the name of the host is unknown';
		case 'ECONNRESET':
			return 'the connection was closed before the answer came';
		default:
			return error.message;
	}
}
