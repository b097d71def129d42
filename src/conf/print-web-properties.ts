import { wrap } from '../common/wrap.ts';
import { printedDefault, WEB_KEY_NAMES, WEB_KEYS, type WebKey } from './web-properties.ts';

const HEADING = [
	'What the web site of the cloud shows and asks, and the mails that it sends: one "name = value" on each line; in a text,',
	'\\n is a line end. Lines that begin with # are comments; each name stands below with the value that it has by itself.',
	'Mails go to the mail server of this host; to use another one, name it with smtp-server.',
	'After a change: /etc/init.d/eucalyptus restart',
];
const COMMENT_WIDTH = 118;

/** eucalyptus-web.properties as a host gets it: it says nothing yet, and explains what it could say. */
export function webPropertiesFile(): string {
	const heading = HEADING.map((line) => `# ${line}\n`).join('');
	return [heading, ...WEB_KEY_NAMES.map(block)].join('\n');
}

function block(name: WebKey): string {
	const comment = wrap(WEB_KEYS[name].text, COMMENT_WIDTH).map((line) => `# ${line}\n`);
	return `${comment.join('')}${`#${name} = ${printedDefault(name)}`.trimEnd()}\n`;
}
