import { messageOf } from '../../common/errors.ts';
import { readXml } from '../../runtime/wire/xml/read-xml.ts';
import { childElements, textOf, type XmlElement } from '../../runtime/wire/xml/tree.ts';
import { toolErrors } from '../errors.ts';
import { type QueryCredentials, signedQuery } from './sign-query.ts';

/** Calls one EC2 action and returns the root of its answer. Throws EC2_REFUSED, EC2_UNREACHABLE, EC2_ANSWER. */
export type Ec2Call = (action: string, parameters?: Readonly<Record<string, string>>) => Promise<XmlElement>;

/** An API version that knows all we ask for. */
const VERSION = '2010-08-31';
const TIMEOUT_MS = 60_000;

/** A small client of the EC2 Query interface; `url` is the whole EC2_URL. */
export function createEc2Client(url: string, credentials: QueryCredentials): Ec2Call {
	const { host, pathname, href } = new URL(url);
	return async (action, parameters = {}) => {
		const request = { method: 'POST', host, path: pathname } as const;
		const all = { ...parameters, Action: action, Version: VERSION };
		const body = signedQuery({ ...request, parameters: all }, credentials, new Date());
		let status: number;
		let text: string;
		try {
			const response = await fetch(href, {
				method: 'POST',
				headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
				body,
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
			status = response.status;
			text = await response.text();
		} catch (error) {
			const problem = messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
			throw toolErrors('EC2_UNREACHABLE', { url, action, problem }, { cause: error });
		}

		return readAnswer(action, status, text);
	};
}

function readAnswer(action: string, status: number, text: string): XmlElement {
	let root: XmlElement;
	try {
		root = readXml(text);
	} catch (error) {
		throw toolErrors('EC2_ANSWER', { action, problem: `HTTP ${status}, ${messageOf(error)}` }, { cause: error });
	}

	if (root.local === 'Response') {
		const error = child(child(root, 'Errors'), 'Error');
		const values = { action, code: textAt(error, 'Code') ?? String(status), message: textAt(error, 'Message') ?? '' };
		throw toolErrors('EC2_REFUSED', { ...values, next: 'the log of the cloud controller tells more' });
	}

	if (status !== 200) {
		throw toolErrors('EC2_ANSWER', { action, problem: `HTTP ${status} with ${root.local}` });
	}

	return root;
}

/** The child of that name, in whatever namespace: the answer's is that of the API version. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
	return element === undefined ? undefined : childElements(element).find(({ local }) => local === name);
}

/** The `item` elements of a list. */
export function items(element: XmlElement | undefined, name: string): readonly XmlElement[] {
	const list = child(element, name);
	return list === undefined ? [] : childElements(list).filter(({ local }) => local === 'item');
}

/** Text at the end of a path of names; undefined if it is not there or empty. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
	const found = path.reduce<XmlElement | undefined>(child, element);
	const text = found === undefined ? undefined : textOf(found);
	return text === '' ? undefined : text;
}
