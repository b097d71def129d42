import { CONF_KEYS } from './keys.ts';

const READERS: Readonly<Record<string, string>> = {
	I: 'init script',
	C: 'cluster controller',
	N: 'node controller',
	L: 'cloud controller',
	T: 'tools',
};

/** docs/reference/configuration.md, made from the table of keys. */
export function configurationPage(): string {
	const rows = Object.entries(CONF_KEYS).map(([name, { type, readers, text }]) => {
		const whom = [...readers].map((letter) => READERS[letter] ?? letter).join(', ');
		const print = type.print as (value: unknown) => string;
		const standard = type.defaultValue === undefined ? '' : print(type.defaultValue);
		return `| \`${name}\` | ${type.name} | ${standard === '' ? '' : `\`${standard}\``} | ${whom} | ${text} |\n`;
	});
	return `# eucalyptus.conf

Generated from the table in \`src/conf/keys.ts\`; a test keeps this page equal to it.

The file is \`/etc/default/eucalyptus\`; \`$EUCALYPTUS/etc/eucalyptus/eucalyptus.conf\` is a link to it. A shell reads it, and
so do the controllers: one \`KEY="value"\` per line, comments after \`#\`, no limit on the length of a line. Unknown keys, keys
that are given twice and wrong values are refused with their line. After a change: \`/etc/init.d/eucalyptus restart\`.

| key | value | default | read by | meaning |
|---|---|---|---|---|
${rows.join('')}`;
}
