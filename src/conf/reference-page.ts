import { CONF_KEYS } from './keys.ts';
import { printedDefault, WEB_KEY_NAMES, WEB_KEYS } from './web-properties.ts';

const READERS: Readonly<Record<string, string>> = {
	I: 'init script',
	C: 'cluster controller',
	N: 'node controller',
	L: 'cloud controller',
	T: 'tools',
};

/** docs/reference/configuration.md, made from the tables of keys. */
export function configurationPage(): string {
	return `${eucalyptusConfPart()}\n${webPropertiesPart()}`;
}

function eucalyptusConfPart(): string {
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

function webPropertiesPart(): string {
	const rows = WEB_KEY_NAMES.map((name) => {
		const { type, text } = WEB_KEYS[name];
		const standard = printedDefault(name);
		return `| \`${name}\` | ${type.name} | ${standard === '' ? '' : `\`${standard}\``} | ${text} |\n`;
	});
	return `## eucalyptus-web.properties

Generated from the table in \`src/conf/web-properties.ts\`; a test keeps this page equal to it.

The file is \`$EUCALYPTUS/etc/eucalyptus/cloud.d/eucalyptus-web.properties\` on the host of the cloud controller, who reads it
when it starts: what the web site shows and asks, and the mails that it sends. One \`name = value\` per line, comments on lines
that begin with \`#\`; in a text, \`\\n\` is a line end and \`\\\\\` a backslash. Texts are plain text. Unknown names, names that are
given twice and wrong values are refused with their line; without the file the defaults are valid.

Mails go to the mail server of this host. A site with a mail server of its own names it: \`smtp-server = mail.example.org:25\`.
The connection is encrypted where the server offers it. What the server does not take is tried again, for three days; the
administrator sees what waits, and why, on the page of users.

| name | value | default | meaning |
|---|---|---|---|
${rows.join('')}`;
}
