import { randomUUID } from 'node:crypto';
import { EucaError, messageOf } from '../../../common/errors.ts';
import type { Logger } from '../../../common/log.ts';
import type { MessageCodec, MessageValue } from '../codec.ts';
import type { ServiceDefinition } from '../contract.ts';
import { faultPayload } from '../soap/fault.ts';
import type { Operation } from './operations.ts';
import type { CallContext, TrustedPeer } from './types.ts';

export type Handler = (request: MessageValue, context: CallContext) => Promise<MessageValue> | MessageValue;

/** What is answered. */
export interface Outcome {
	readonly status: 200 | 500;
	readonly action: string;
	readonly payload: string;
}

export interface Task {
	readonly service: ServiceDefinition;
	readonly operation: Operation;
	readonly handler: Handler;
	readonly peer: TrustedPeer | undefined;
	readonly log: Logger;
}

export const FAULT_ACTION = 'http://www.w3.org/2005/08/addressing/soap/fault';

/** Calls the handler with an accepted request; the base fields of the answer are filled in here. Never throws. */
export async function performOperation(task: Task, value: MessageValue): Promise<Outcome> {
	const { correlationId: given, ...request } = value;
	const correlationId = typeof given === 'string' && given !== '' ? given : randomUUID();
	const { service, operation, peer } = task;
	const log = task.log.child({ operation: operation.name, correlationId });
	const { response } = operation.codec;
	const echoed = { correlationId, userId: value['userId'] };
	const started = performance.now();
	try {
		const result = await task.handler(request, { peer, correlationId, log });
		const payload = response.encode({ ...result, ...echoed, ...successFields(response) });
		log.debug({ peer: peer?.role, ms: Math.round(performance.now() - started) }, 'answered');
		return { status: 200, action: `${service.name}#${operation.name}Response`, payload };
	} catch (error) {
		const { code, reason, side } = failureOf(error);
		log.warn({ peer: peer?.role, code, reason, ...stackOf(error) }, 'operation failed');
		if (service.failure === 'return-false') {
			const payload = response.encodePart({ ...echoed, return: false, statusMessage: `${code}: ${reason}` });
			return { status: 200, action: `${service.name}#${operation.name}Response`, payload };
		}

		return { status: 500, action: FAULT_ACTION, payload: faultPayload({ side, code, reason }) };
	}
}

/** `return` true; a numeric `statusMessage` 0 (spec/eucalyptus §3.1, §4.1). */
function successFields(response: MessageCodec): MessageValue {
	const status = response.fields.find(({ name }) => name === 'statusMessage');
	return { return: true, statusMessage: status?.kind === 'string' ? undefined : 0 };
}

/** What the caller is told. An error outside the catalogues is ours, and its text may hold anything. */
function failureOf(error: unknown): {
	readonly code: string;
	readonly reason: string;
	readonly side: 'Client' | 'Server';
} {
	return error instanceof EucaError
		? { code: error.code, reason: error.message, side: error.who === 'user' ? 'Client' : 'Server' }
		: { code: 'WIRE_INTERNAL', reason: 'internal error, see the log of the service', side: 'Server' };
}

function stackOf(error: unknown): { readonly stack?: string | undefined; readonly cause?: string } {
	return error instanceof EucaError
		? error.cause === undefined
			? {}
			: { cause: messageOf(error.cause) }
		: { stack: error instanceof Error ? error.stack : String(error) };
}
