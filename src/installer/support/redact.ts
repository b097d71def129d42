import { createHmac, randomBytes } from 'node:crypto';

/** Names that say that what follows them is nobody else's business. */
const TELLING =
	'pass(?:word|wd|phrase)?|secret[a-z_-]*|token|credentials?|authorization|signature|cookie|(?:private|access|session|query|secret|host|api)[_-]?(?:key|id)(?:id)?|vdekey|nonce|digestvalue|x-amz-[a-z-]*';

/** As far as it goes: one that was cut off ends where other words begin. */
const PEM =
	/-----BEGIN [A-Z0-9 ]+-----(?:(?:\r?\n|\\n)[ \t]*(?:[A-Za-z0-9+/=]*|[A-Z][A-Za-z-]+: .*)(?=\r?\n|\\n|-----END|$))*(?:(?:\r?\n|\\n)?[ \t]*-----END [A-Z0-9 ]+-----)?/g;
/** `SECRET_KEY="…"`, `"secretKey": "…"`, `--password …`, `Authorization: AWS …` to the end of the word or the line. */
const NAMED = new RegExp(
	`((?:^|[^a-z])(?:[a-z0-9]+[_-])*(?:${TELLING})["']?)(\\s*[:=]\\s*|\\s+(?=\\S{6}))("[^"]*"|'[^']*'|[^\\s,;&}]+)`,
	'gi',
);
const HEADER = /^(\s*(?:authorization|cookie|set-cookie)\s*:\s*).*$/gim;
const IN_URL = /(\/\/[^\s/:@]+:)[^\s/@]+(@)/g;
/** Runs of letters and digits long enough to be a key; what is random among them is decided by isRandom. */
const LONG = /[A-Za-z0-9+/_-]{16,}={0,2}/g;

/** `InsufficientInstanceCapacity`: words of our own. */
const CAMEL_CASE = /^(?:[A-Z]?[a-z]{2,})+$/;

/** Takes out of a text what could be a secret: keys, passwords, tokens, whatever looks random. */
export type Redact = (text: string) => string;

/**
 * Each archive has a mark of its own for each value, so that one can see where two are equal, and nobody can find out
 * what they are. Rather too much goes than too little: checksums and machine ids are taken for keys as well.
 */
export function redactor(salt: Uint8Array = randomBytes(32)): Redact {
	const mark = (value: string) => `[removed ${createHmac('sha256', salt).update(value).digest('hex').slice(0, 6)}]`;
	return (text) =>
		text
			.replace(PEM, (block) => `[removed: a ${/BEGIN ([A-Z0-9 ]+)-----/.exec(block)?.[1]?.toLowerCase() ?? 'key'}]`)
			.replace(HEADER, (_, name: string) => `${name}[removed]`)
			.replace(IN_URL, '$1[removed]$2')
			.replace(NAMED, (whole, name: string, between: string, value: string) =>
				isPlain(value) ? whole : `${name}${between}${mark(value)}`,
			)
			.replace(LONG, (token) => (isRandom(token) ? mark(token) : token));
}

/** Words of our own that may follow a telling name: yes and no, numbers, paths, and what was removed already. */
function isPlain(value: string): boolean {
	const bare = value.replace(/^["']|["']$/g, '');
	return /^(?:|\[removed.*|true|false|null|undefined|yes|no|y|n|none|is|was|has|not|of|and|for|from|to|in|the|are|with|[0-9]{1,6}|\/[a-z0-9./_-]*)$/i.test(
		bare,
	);
}

/** Hex of 128 bits and more, or letters of both cases among digits, as base64 has them. Paths and words are neither. */
function isRandom(token: string): boolean {
	if (/^[0-9a-f]{32,}$/i.test(token)) {
		return true;
	}

	const parts = token.split(/[/_-]/).filter((part) => part.length >= 12);
	const candidates = token.length >= 24 && !token.startsWith('/') ? [token, ...parts] : parts;
	return candidates.some((part) => !CAMEL_CASE.test(part) && changes(part) >= 4);
}

/** How often upper case, lower case and digits take turns: words do it once or twice. */
function changes(text: string): number {
	const kinds = [...text].map((letter) =>
		/[0-9]/.test(letter) ? 'd' : /[A-Z]/.test(letter) ? 'u' : /[a-z]/.test(letter) ? 'l' : 'o',
	);
	return kinds.filter(
		(kind, index) => index > 0 && kind !== kinds[index - 1] && kind !== 'o' && kinds[index - 1] !== 'o',
	).length;
}
