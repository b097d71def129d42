import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../common/clock.ts';
import { readAnswer } from './client/answer.ts';
import { openAgent, postMessage } from './client/http.ts';
import { type ContractCodec, compileContract, type MessageValue } from './codec.ts';
import type { Contract, RequestOf, ResponseOf, ServiceDefinition } from './contract.ts';
import { wireErrors } from './errors.ts';
import { type Identity, readCertificate, readIdentity } from './security/identity.ts';
import { signedEnvelope } from './security/sign.ts';
import { plainEnvelope } from './soap/envelope.ts';
import { xmlErrors } from './xml/errors.ts';
import { XML_LIMITS } from './xml/read-xml.ts';

export type { Identity } from './security/identity.ts';

export interface SoapClientOptions {
	/** Full URL of the service. */
	readonly url: string;
	/** Whose key signs the requests; absent when ENABLE_WS_SECURITY=N. */
	readonly identity?: Identity;
	/** The only certificates that may have signed an answer (pinning). */
	readonly trustedCertificates?: readonly string[];
	/** Default time limit of one call. Default 10 s. */
	readonly timeoutMs?: number;
	readonly clock?: Clock;
}

export interface CallOptions {
	readonly correlationId?: string;
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
}

export type SoapClient<S extends ServiceDefinition> = {
	readonly [K in keyof S['operations']]: S['operations'][K] extends Contract
		? (request: RequestOf<S['operations'][K]>, call?: CallOptions) => Promise<ResponseOf<S['operations'][K]>>
		: never;
} & { close(): void };

/**
 * A client of one service: one method per operation. Calls throw
 * - REMOTE_FAILED: the service refused or failed; `remoteCodeOf(error)` is its code (WSS_* for refused signatures),
 * - REMOTE_UNREACHABLE: no connection, or it broke; REMOTE_TIMED_OUT: no answer in time,
 * - REMOTE_ANSWER_INVALID, REMOTE_ANSWER_UNTRUSTED: an answer came but cannot be used,
 * - WIRE_FIELD_*, XML_TOO_LARGE: the request does not fit its contract; or the reason of the caller's signal.
 */
export function createSoapClient<S extends ServiceDefinition>(service: S, options: SoapClientOptions): SoapClient<S> {
	const url = serviceUrl(options.url);
	const clock = options.clock ?? systemClock;
	const agent = openAgent();
	const key = options.identity === undefined ? undefined : readIdentity(options.identity);
	const trusted = key === undefined ? undefined : (options.trustedCertificates ?? []).map(readCertificate);

	const call = async (
		operation: { readonly name: string; readonly codec: ContractCodec },
		request: MessageValue,
		callOptions: CallOptions = {},
	): Promise<MessageValue> => {
		const correlationId = callOptions.correlationId ?? randomUUID();
		const messageId = `urn:uuid:${randomUUID()}`;
		const action = `${service.name}#${operation.name}`;
		const payload = operation.codec.request.encode({ ...request, correlationId });
		const message = { addressing: { To: url.href, Action: action, MessageID: messageId }, payload };
		const body = key === undefined ? plainEnvelope(message) : signedEnvelope(key, message, clock.now());
		const size = Buffer.byteLength(body);
		if (size > XML_LIMITS.bytes) {
			throw xmlErrors('XML_TOO_LARGE', { size, limit: XML_LIMITS.bytes });
		}

		const timeoutMs = callOptions.timeoutMs ?? options.timeoutMs ?? 10_000;
		const outcome = await postMessage(agent, {
			url,
			soapAction: action,
			body,
			timeoutMs,
			signal: callOptions.signal,
			mayRepeat: key !== undefined,
		});
		const named = { service: service.name, url: url.href, operation: operation.name, correlationId };
		if (outcome.kind === 'timed-out') {
			throw wireErrors('REMOTE_TIMED_OUT', { ...named, timeoutMs });
		}

		return readAnswer(outcome, {
			named,
			namespace: service.namespace,
			codec: operation.codec.response,
			messageId,
			trusted,
			now: clock.now(),
		});
	};

	const methods = Object.entries(service.operations).map(([name, contract]) => {
		const operation = { name: contract.name, codec: compileContract(service, contract) };
		return [name, (request: MessageValue, each?: CallOptions) => call(operation, request, each)] as const;
	});
	return { ...Object.fromEntries(methods), close: () => agent.destroy() } as unknown as SoapClient<S>;
}

function serviceUrl(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url?.protocol !== 'http:') {
		throw wireErrors('WIRE_URL', { url: text, problem: 'expected http://host:port/path' });
	}

	return url;
}
