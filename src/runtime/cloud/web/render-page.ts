import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from '../../../common/layout.ts';

export type PageName =
	| 'account'
	| 'apply'
	| 'credentials'
	| 'decide'
	| 'first-login'
	| 'front'
	| 'images'
	| 'message'
	| 'password'
	| 'prove'
	| 'recover'
	| 'style.css'
	| 'users'
	| 'zones';
export type RenderPage = (name: PageName, values: Readonly<Record<string, unknown>>) => string;

/** What several pages hold. */
const PARTIALS = ['layout', 'person-facts', 'person-fields', 'zone-list'] as const;

/** Compiles `templates/web/*.hbs` once; every value is HTML-escaped, and a value that is missing is an error. */
export function createPageRenderer(): RenderPage {
	const handlebars = Handlebars.create();
	const compiled = new Map<PageName, HandlebarsTemplateDelegate>();
	const compile = (name: string) =>
		handlebars.compile(readFileSync(join(packageRoot(), 'templates/web', `${name}.hbs`), 'utf8'), { strict: true });
	for (const name of PARTIALS) {
		handlebars.registerPartial(name, compile(name));
	}

	return (name, values) => {
		const template = compiled.get(name) ?? compile(name);
		compiled.set(name, template);
		return template(values);
	};
}
