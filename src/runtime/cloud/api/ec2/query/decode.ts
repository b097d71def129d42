import { ec2Errors } from '../errors.ts';

/** Decoded parameters by name, in the order of arrival. */
export type QueryParameters = ReadonlyMap<string, string>;

export interface DecodeOptions {
	readonly maxParameters: number;
	/** Some clients of 2008 leave `+` unencoded and mean it (spec/ec2-api §4.2). Default: a blank, as forms have it. */
	readonly plus?: 'blank' | 'plus';
}

/**
 * The parameters of a query string and a form body together; bytes above 0x7f arrive as latin1.
 * Throws QUERY_MALFORMED and PARAMETER_TWICE: what two readers could understand in two ways is refused.
 */
export function decodeParameters(sources: readonly string[], options: DecodeOptions): QueryParameters {
	const parameters = new Map<string, string>();
	for (const source of sources) {
		forEachPair(source, (rawName, rawValue) => {
			const name = decodeComponent(rawName, options);
			if (name === '') {
				throw ec2Errors('QUERY_MALFORMED', { problem: 'a parameter has no name' });
			}

			if (parameters.has(name)) {
				throw ec2Errors('PARAMETER_TWICE', { name: name.slice(0, 255) });
			}

			if (parameters.size >= options.maxParameters) {
				throw ec2Errors('QUERY_MALFORMED', { problem: `it has more than ${options.maxParameters} parameters` });
			}

			parameters.set(name, decodeComponent(rawValue, options));
		});
	}

	return parameters;
}

function forEachPair(source: string, visit: (name: string, value: string) => void): void {
	for (let start = 0; start < source.length; ) {
		const found = source.indexOf('&', start);
		const end = found === -1 ? source.length : found;
		if (end > start) {
			const equals = source.indexOf('=', start);
			const split = equals === -1 || equals > end ? end : equals;
			visit(source.slice(start, split), source.slice(Math.min(split + 1, end), end));
		}

		start = end + 1;
	}
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeComponent(raw: string, options: DecodeOptions): string {
	const text = options.plus === 'plus' ? raw : raw.replaceAll('+', ' ');
	if (!/[%\x80-\uffff]/.test(text)) {
		return text;
	}

	if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
		throw ec2Errors('QUERY_MALFORMED', { problem: 'a % is not followed by two hexadecimal digits' });
	}

	const bytes = text.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	try {
		return utf8.decode(Buffer.from(bytes, 'latin1'));
	} catch (error) {
		throw ec2Errors('QUERY_MALFORMED', { problem: 'it is not UTF-8' }, { cause: error });
	}
}
