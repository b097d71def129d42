import { shellWord } from '../common/template.ts';
import { wrap } from '../common/wrap.ts';
import { CONF_KEYS, type Conf, type ConfKey } from './keys.ts';
import type { ConfType } from './types.ts';

const COMMENT_WIDTH = 100;

/**
 * eucalyptus.conf with the given keys in the order of the table, each once, each under its comment. What it prints,
 * a shell that sources it and {@link parseConf} read alike. A line may be of any length: NODES is one line.
 */
export function printConf(values: Partial<Conf>, heading: readonly string[] = []): string {
	const blocks = COMMENTS.flatMap(([key, comment]) =>
		Object.hasOwn(values, key) ? [`${comment}${assignment(key, values[key] as Conf[ConfKey])}`] : [],
	);
	return `${[...(heading.length > 0 ? [heading.map((line) => `# ${line}\n`).join('')] : []), ...blocks].join('\n')}`;
}

/** `KEY="value"` and a line end. */
export function assignment<K extends ConfKey>(name: K, value: Conf[K]): string {
	// the table ties the type of a value to its key, which TypeScript cannot follow through an index
	const type = CONF_KEYS[name].type as unknown as ConfType<Conf[K]>;
	const text = type.print(value);
	type.parse(text);
	return `${name}=${shellWord(text)}\n`;
}

function commentOf(text: string): string {
	return wrap(text, COMMENT_WIDTH - 2)
		.map((line) => `# ${line}\n`)
		.join('');
}

/** The lines above each key, in the order of the table. */
const COMMENTS = Object.entries(CONF_KEYS).map(([key, { text }]) => [key as ConfKey, commentOf(text)] as const);
