import { nodeErrors } from '../errors.ts';

const INSTANCE_ID = /^i-[0-9A-F]{8}$/;
/** One component of a path: no slash, no leading dot or dash. */
const PATH_PART = /^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,127}$/;
const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

export function isInstanceId(text: string): boolean {
	return INSTANCE_ID.test(text);
}

/** Names become parts of paths: only what cannot lead anywhere else is let through. */
export function checkPathPart(field: string, value: string): string {
	if (!PATH_PART.test(value)) {
		throw nodeErrors('BAD_NAME', { field, value, problem: 'letters, digits and _ . @ + - only, at most 128' });
	}

	return value;
}

export function checkInstanceId(value: string): string {
	if (!isInstanceId(value)) {
		throw nodeErrors('BAD_NAME', { field: 'instanceId', value, problem: 'expected i- and eight hexadecimal digits' });
	}

	return value;
}

export function checkMac(field: string, value: string): string {
	const mac = value.toLowerCase();
	if (!MAC.test(mac)) {
		throw nodeErrors('BAD_NAME', { field, value, problem: 'expected a MAC address' });
	}

	return mac;
}

/** Exactly one line, so that a key cannot smuggle in a second one with rights of its own. */
export function checkPublicKey(id: string, text: string): string {
	const key = text.replace(/\r?\n$/, '');
	// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not occur
	if (/[\x00-\x08\x0a-\x1f\x7f]/.test(key)) {
		throw nodeErrors('KEY_TEXT', { id, problem: 'has more than one line or control characters' });
	}

	if (key.length > 16_384) {
		throw nodeErrors('KEY_TEXT', { id, problem: 'is longer than 16384 characters' });
	}

	return key;
}
