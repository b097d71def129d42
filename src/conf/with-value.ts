import { shellWord } from '../common/template.ts';

/**
 * The line of an assignment with another value: `export`, blanks, the kind of quotes and a comment behind it stay as
 * they are, if the value can stand in such quotes.
 */
export function withValue(line: string, value: string): string {
	const [, before = '', was = '', after = ''] = ASSIGNMENT.exec(line) ?? [];
	return `${before}${quotedLike(was, value)}${after}`;
}

const ASSIGNMENT = /^(\s*(?:export\s+)?\w+\s*=\s*)("[^"]*"|'[^']*'|.*?)(\s+#.*|\s*)$/;

function quotedLike(was: string, value: string): string {
	if (was.startsWith("'") && !value.includes("'")) {
		return `'${value}'`;
	}

	return was !== '' && !was.startsWith('"') && /^[\w./:@%+,-]+$/.test(value) ? value : shellWord(value);
}
