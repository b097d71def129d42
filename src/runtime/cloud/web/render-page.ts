import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from '../../../common/layout.ts';

export type PageName = 'home' | 'not-found' | 'style.css';
export type RenderPage = (name: PageName, values: Readonly<Record<string, unknown>>) => string;

/** Compiles `templates/web/*.hbs` once; every value is HTML-escaped, and a value that is missing is an error. */
export function createPageRenderer(): RenderPage {
	const handlebars = Handlebars.create();
	const compiled = new Map<PageName, HandlebarsTemplateDelegate>();
	return (name, values) => {
		let template = compiled.get(name);
		if (template === undefined) {
			const source = readFileSync(join(packageRoot(), 'templates/web', `${name}.hbs`), 'utf8');
			template = handlebars.compile(source, { strict: true });
			compiled.set(name, template);
		}

		return template(values);
	};
}
