import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from './layout.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * Configuration templates never HTML-escape; each value names its target syntax instead:
 * `{{shq v}}` a shell word, `{{xml v}}` XML text or attribute, `{{apache v}}` an Apache argument, `{{raw v}}` a value
 * whose schema already admits nothing special (numbers, addresses, generated lines). A test forbids a bare `{{v}}`.
 */
const config = Handlebars.create();
config.registerHelper('shq', (value: unknown) => shellWord(String(value)));
config.registerHelper('xml', (value: unknown) => xmlEscape(String(value)));
config.registerHelper('apache', (value: unknown) => apacheArgument(String(value)));
config.registerHelper('raw', (value: unknown) => String(value));
config.registerHelper('eq', (left: unknown, right: unknown) => left === right);

const compiled = new Map<string, (values: Values) => string>();

/** Renders `templates/<name>.hbs`. A value that the template wants and the caller forgot is an error. */
export function renderConfig(name: string, values: Values): string {
	let template = compiled.get(name);
	if (template === undefined) {
		const source = readFileSync(join(packageRoot(), 'templates', `${name}.hbs`), 'utf8');
		template = config.compile(source, { noEscape: true, strict: true });
		compiled.set(name, template);
	}

	return template(values);
}

/** Pages: every value is HTML-escaped. */
const html = Handlebars.create();

/** Renders `templates/<name>.hbs` as HTML, every value escaped. A value that the template wants and the caller forgot is an error. */
export function renderHtml(name: string, values: Values): string {
	const source = readFileSync(join(packageRoot(), 'templates', `${name}.hbs`), 'utf8');
	return html.compile(source, { strict: true })(values);
}

/** Mails: plain text, in which nothing has a meaning that would have to be escaped. */
const plain = Handlebars.create();

/** Renders `templates/<name>.hbs` as it stands. A value that the template wants and the caller forgot is an error. */
export function renderText(name: string, values: Values): string {
	const source = readFileSync(join(packageRoot(), 'templates', `${name}.hbs`), 'utf8');
	return plain.compile(source, { noEscape: true, strict: true })(values);
}

/** A double-quoted shell word without anything that a shell, or a reader that knows no escapes, would change. */
export function shellWord(value: string): string {
	if (/["$`\\\n\r\0]/.test(value)) {
		throw new Error(
			`${JSON.stringify(value)} cannot stand in a configuration file: it holds one of " $ \` \\ or a line end`,
		);
	}

	return `"${value}"`;
}

export function xmlEscape(value: string): string {
	return value.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function apacheArgument(value: string): string {
	if (/["\\\n\r\0]/.test(value)) {
		throw new Error(`${JSON.stringify(value)} cannot stand in an Apache configuration`);
	}

	return `"${value}"`;
}
