import type { Logger } from '../../../../../common/log.ts';

/** What is known of a request so far; grows from step to step, so that a failed one is told as far as it came. */
export interface Trace {
	readonly requestId: string;
	readonly receivedAt: number;
	interface: 'query' | 'soap';
	source: string;
	client: string;
	action: string | undefined;
	version: string | undefined;
	user: string | undefined;
}

/** One line per request, without its parameters: these may hold keys and user data. */
export function audit(
	log: Logger,
	trace: Trace,
	result: { readonly code: string; readonly status: number },
	now: number,
) {
	const { receivedAt, ...facts } = trace;
	log.info({ ...facts, result: result.code, status: result.status, ms: Math.round(now - receivedAt) }, 'ec2 request');
}
