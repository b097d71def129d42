import type { Conf, ConfKey } from './keys.ts';
import { assignment, printConf } from './print.ts';

/**
 * The text with one key set: in place where it is assigned, at the end with its comment where it is not. Comments,
 * order and everything else stay byte for byte (spec §6.5). A key that stands twice is set at the last place,
 * which a shell believes, and the other lines go, so that every reader agrees.
 */
export function setConfKey<K extends ConfKey>(text: string, key: K, value: Conf[K]): string {
	const written = assignment(key, value).trimEnd();
	const lines = text.split('\n');
	const places = lines.flatMap((line, index) => (assigns(line, key) ? [index] : []));
	const last = places.at(-1);
	if (last === undefined) {
		const end = text === '' || text.endsWith('\n') ? text : `${text}\n`;
		const values: Partial<Conf> = { [key]: value };
		return `${end}${end === '' ? '' : '\n'}${printConf(values)}`;
	}

	return lines
		.map((line, index) => (index === last ? `${written}${trailingComment(line)}` : line))
		.filter((_, index) => index === last || !places.includes(index))
		.join('\n');
}

function assigns(line: string, key: string): boolean {
	const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line);
	return match?.[1] === key;
}

/** ` # …` after the value, with the blanks before it. */
function trailingComment(line: string): string {
	const value = line.slice(line.indexOf('=') + 1);
	const match = /^\s*(?:"[^"]*"|'[^']*'|[^\s#"']*)(\s+#.*)$/.exec(value);
	return match?.[1] ?? '';
}
