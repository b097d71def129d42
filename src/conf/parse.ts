import { messageOf } from '../common/errors.ts';
import { confErrors } from './errors.ts';
import { CONF_KEYS, type Conf, type ConfKey } from './keys.ts';
import { didYouMean } from './nearest.ts';
import { shortened } from './shortened.ts';

/** One assignment as it stands in the file; `value` without its quotes. */
export interface Assignment {
	readonly key: string;
	readonly value: string;
	/** Counted from 1. */
	readonly line: number;
}

/**
 * Reads eucalyptus.conf (spec/eucalyptus §2.1): shell assignments, comments, no limit on the length of a line.
 * Unlike the original it refuses unknown keys, duplicates and wrong values, each with its line.
 */
export function parseConf(text: string, path: string): Conf {
	const values: Partial<Record<ConfKey, unknown>> = {};
	for (const [key, spec] of Object.entries(CONF_KEYS)) {
		values[key as ConfKey] = spec.type.defaultValue;
	}

	const seen = new Map<string, number>();
	for (const { key, value, line } of assignments(text, path)) {
		const first = seen.get(key);
		if (first !== undefined) {
			throw confErrors('CONF_DUPLICATE', { path, line, key, first });
		}

		if (!isConfKey(key)) {
			throw confErrors('CONF_UNKNOWN_KEY', { path, line, key, hint: didYouMean(key, Object.keys(CONF_KEYS)) });
		}

		seen.set(key, line);
		try {
			values[key] = CONF_KEYS[key].type.parse(value);
		} catch (error) {
			throw confErrors('CONF_VALUE', { path, line, key, value: shortened(value), problem: messageOf(error) });
		}
	}

	return values as Conf;
}

/** The assignments of the file in order, values not yet interpreted. */
export function* assignments(text: string, path: string): Generator<Assignment> {
	let line = 0;
	for (const raw of text.split('\n')) {
		line += 1;
		const trimmed = raw.trim();
		if (trimmed === '' || trimmed.startsWith('#')) {
			continue;
		}

		const equals = trimmed.indexOf('=');
		const key = trimmed
			.slice(0, Math.max(equals, 0))
			.replace(/^export\s+/, '')
			.trim();
		if (!/^[A-Za-z_]\w*$/.test(key)) {
			throw confErrors('CONF_LINE', {
				path,
				line,
				problem: `${JSON.stringify(shortened(trimmed))} is not an assignment`,
			});
		}

		yield { key, value: unquoted(trimmed.slice(equals + 1).trim(), path, line), line };
	}
}

function unquoted(text: string, path: string, line: number): string {
	const quote = text[0];
	if (quote !== '"' && quote !== "'") {
		return text.replace(/(^|\s)#.*$/, '').trimEnd();
	}

	const end = text.indexOf(quote, 1);
	if (end < 0) {
		throw confErrors('CONF_LINE', { path, line, problem: `the quote ${quote} is not closed` });
	}

	const rest = text.slice(end + 1).trim();
	if (rest !== '' && !rest.startsWith('#')) {
		throw confErrors('CONF_LINE', {
			path,
			line,
			problem: `${JSON.stringify(shortened(rest))} stands after the closing quote`,
		});
	}

	return text.slice(1, end);
}

function isConfKey(key: string): key is ConfKey {
	return Object.hasOwn(CONF_KEYS, key);
}
