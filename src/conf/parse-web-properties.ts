import { messageOf } from '../common/errors.ts';
import { confErrors } from './errors.ts';
import { didYouMean } from './nearest.ts';
import { shortened } from './shortened.ts';
import { WEB_KEY_NAMES, WEB_KEYS, type WebKey, type WebSettings, webSettings } from './web-properties.ts';

/**
 * Reads eucalyptus-web.properties (spec/eucalyptus §5.5): `name = value`, one line each, comments on lines of their own.
 * Unknown keys, duplicates and wrong values are refused, each with its line. What is not given has its default.
 */
export function parseWebProperties(text: string, path: string): WebSettings {
	const values: Partial<Record<WebKey, unknown>> = {};
	const seen = new Map<string, number>();
	for (const { key, value, line } of properties(text, path)) {
		const first = seen.get(key);
		if (first !== undefined) {
			throw confErrors('CONF_DUPLICATE', { path, line, key, first });
		}

		if (!isWebKey(key)) {
			throw confErrors('CONF_UNKNOWN_KEY', { path, line, key, hint: didYouMean(key, WEB_KEY_NAMES) });
		}

		seen.set(key, line);
		try {
			values[key] = WEB_KEYS[key].type.parse(value);
		} catch (error) {
			throw confErrors('PROPERTY_VALUE', { path, line, key, value: shortened(value), problem: messageOf(error) });
		}
	}

	return webSettings(values);
}

function* properties(text: string, path: string) {
	let line = 0;
	for (const raw of text.replace(/^\uFEFF/, '').split('\n')) {
		line += 1;
		const trimmed = raw.trim();
		if (trimmed === '' || trimmed.startsWith('#')) {
			continue;
		}

		const equals = trimmed.indexOf('=');
		const key = trimmed.slice(0, Math.max(equals, 0)).trim();
		const what = JSON.stringify(shortened(trimmed));
		if (!/^[A-Za-z][\w.-]*$/.test(key)) {
			throw confErrors('PROPERTY_LINE', { path, line, problem: `${what} is not of the form name = value` });
		}

		if (/(?!\t)\p{Cc}/u.test(trimmed)) {
			throw confErrors('PROPERTY_LINE', { path, line, problem: `${what} holds a control character` });
		}

		yield { key, value: trimmed.slice(equals + 1).trim(), line };
	}
}

function isWebKey(key: string): key is WebKey {
	return Object.hasOwn(WEB_KEYS, key);
}
