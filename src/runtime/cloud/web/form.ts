import { EucaError } from '../../../common/errors.ts';
import type { Problem } from './parts.ts';

/** What was typed into a field; '' if the browser sent none, or several. */
export type Form = (field: string) => string;

export function formOf(body: unknown): Form {
	return (field) => {
		const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined;
		return typeof value === 'string' ? value : '';
	};
}

/** The fields of a person, as typed. */
export function personFields(form: Form) {
	return {
		userName: form('userName'),
		realName: form('realName'),
		email: form('email'),
		telephone: form('telephone'),
		projectLeader: form('projectLeader'),
		affiliation: form('affiliation'),
		projectDescription: form('projectDescription'),
	};
}

const STATUS: Readonly<Record<string, number>> = {
	APPLICATION_UNKNOWN: 404,
	ACCOUNT_UNKNOWN: 404,
	CODE_UNKNOWN: 410,
	IMAGE_UNKNOWN: 404,
	LOGIN_WRONG: 401,
	LOGIN_BUSY: 503,
	RECOVERY_WRONG: 401,
	TOO_MANY_TRIES: 429,
	LOGIN_DISABLED: 403,
	LOGIN_UNAPPROVED: 403,
	LOGIN_UNCONFIRMED: 403,
	USER_DUPLICATE: 409,
	USER_IN_USE: 409,
	USER_UNKNOWN: 404,
};

/** Does what a form asks. What is refused is told on the page that the form is on; anything else is a fault of ours. */
export async function attempt<T>(
	work: () => Promise<T>,
): Promise<{ readonly done: T } | { readonly problem: Problem }> {
	try {
		return { done: await work() };
	} catch (error) {
		if (!(error instanceof EucaError) || error.who === 'us') {
			throw error;
		}

		return { problem: problemOf(error) };
	}
}

export function problemOf(error: EucaError): Problem {
	// commands of the tools are of no use to whoever has a browser
	const next = error.next?.startsWith('euca ') === true ? '' : (error.next ?? '');
	return { text: error.message, next, status: STATUS[error.code] ?? 400 };
}
