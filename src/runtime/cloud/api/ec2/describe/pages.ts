import { ec2Errors } from '../errors.ts';
import { optional } from '../schema/parameters.ts';
import { integer, invalid, text } from '../schema/scalars.ts';

/** `MaxResults` and `NextToken`, as SDKs page through long lists. */
export const pageParameters = {
	maxResults: optional('MaxResults', integer, { since: '2013-02-01', note: '1 to 1000; without it all are told' }),
	nextToken: optional('NextToken', text, { since: '2013-02-01', note: 'from the page before' }),
};

export interface PageRequest {
	readonly maxResults: number | undefined;
	readonly nextToken: string | undefined;
}

export interface Page<T> {
	readonly items: readonly T[];
	/** Absent on the last page. */
	readonly nextToken: string | undefined;
}

/**
 * The page that the request asks for of a list in stable order. The token names the last thing told and its place, so
 * that things which come and go in between are neither told twice nor left out. Throws PARAMETER_VALUE.
 */
export function pageOf<T extends { readonly id: string }>(all: readonly T[], request: PageRequest): Page<T> {
	const { maxResults, nextToken } = request;
	if (maxResults !== undefined && (maxResults < 1 || maxResults > 1000)) {
		throw invalid(String(maxResults), 'MaxResults', 'Expected 1 to 1000');
	}

	const start = nextToken === undefined ? 0 : startAfter(all, nextToken);
	const items = maxResults === undefined ? all.slice(start) : all.slice(start, start + maxResults);
	const end = start + items.length;
	const last = items.at(-1);
	return { items, nextToken: end < all.length && last !== undefined ? token(end, last.id) : undefined };
}

/** Throws PARAMETER_COMBINATION: ids name what is wanted, pages are for lists. */
export function refuseIdsWithPages(ids: readonly string[], idName: string, { maxResults }: PageRequest): void {
	if (ids.length > 0 && maxResults !== undefined) {
		throw ec2Errors('PARAMETER_COMBINATION', { first: idName, second: 'MaxResults' });
	}
}

function token(end: number, lastId: string): string {
	return Buffer.from(`${end} ${lastId}`).toString('base64url');
}

function startAfter(all: readonly { readonly id: string }[], nextToken: string): number {
	const [, end, lastId] = /^(\d{1,9}) (.+)$/.exec(Buffer.from(nextToken, 'base64url').toString()) ?? [];
	if (end === undefined) {
		throw invalid(nextToken, 'NextToken', 'It is not a token of a page before');
	}

	const last = all.findIndex(({ id }) => id === lastId);
	return last === -1 ? Math.min(Number(end), all.length) : last + 1;
}
