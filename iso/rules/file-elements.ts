import type { Roll } from '../open-roll.ts';
import { elementsOf, textOf, type XmlElement } from '../rocks/xml.ts';
import { parsedNodes, scripts } from './profile-text.ts';
import type { Rule } from './rule.ts';

/** Rows 11, 14: `<file>`, which Rocks writes through RCS. */
export const fileElementRules: readonly Rule[] = [
	{
		id: 'file-element',
		row: 11,
		reason: 'the name stands unquoted in the script, and RCS leaves the file read-only unless perms says otherwise',
		fix: 'give every <file> an absolute name without blanks, and perms (and an owner)',
		check: (roll) =>
			files(roll)
				.filter(
					({ file: { attributes } }) =>
						!/^\/[\w.+~/-]+$/.test(attributes['name'] ?? '') || attributes['perms'] === undefined,
				)
				.map(({ path, file }) => `${path}, line ${file.line}`),
	},
	{
		id: 'file-directory',
		row: 11,
		reason: 'RCS keeps its own directory beside the file, where every file is read as configuration or run',
		fix: 'let a command write it, not <file>; since 6 also rcs="off"',
		check: (roll) =>
			files(roll)
				.filter(({ file }) => roll.rocks === '5.0' || file.attributes['rcs'] !== 'off')
				.filter(({ file }) => /\/(conf\.d|cron\.[a-z]+|rc\d\.d)\/[^/]+$/.test(file.attributes['name'] ?? ''))
				.map(({ path, file }) => `${path}: <file name="${file.attributes['name']}">`),
	},
	{
		id: 'file-end',
		row: 11,
		reason: 'in 6.2 what stands behind </file> on its line becomes words of the chmod that sets its perms',
		fix: 'begin a new line after </file>',
		check: (roll) =>
			roll.rocks !== '6.2'
				? []
				: parsedNodes(roll).flatMap(({ path, root }) =>
						scripts(root).flatMap(({ children }) =>
							children
								.flatMap((child, at) => (isFile(child) && hasTextOnLine(children[at + 1]) ? [child] : []))
								.map(({ line }) => `${path}, line ${line}`),
						),
					),
	},
	{
		id: 'file-edited',
		row: 11,
		reason: 'RCS overwrites what was edited since, each time the script is run again',
		fix: 'let "euca-setup rocks" write it: it keeps what was changed by hand',
		check: (roll) =>
			files(roll)
				.filter(({ file }) => /^\/etc\/default\/eucalyptus$|eucalyptus\.conf$/.test(file.attributes['name'] ?? ''))
				.map(({ path, file }) => `${path}: <file name="${file.attributes['name']}">`),
	},
	{
		id: 'file-append',
		row: 14,
		reason: 'a script that is run again appends again',
		fix: 'write the whole file, or let a command that can be repeated do it',
		check: (roll) =>
			files(roll)
				.filter(({ file }) => file.attributes['mode'] === 'append')
				.map(({ path, file }) => `${path}: <file name="${file.attributes['name']}">`),
	},
	{
		id: 'file-body',
		row: 11,
		reason: 'the text is written by a here-document that ends at EOF, and RCS replaces its own keywords',
		fix: 'no line EOF, nothing like $Id$ in the body',
		check: (roll) =>
			files(roll)
				.filter(({ file }) => /^EOF$|\$(Id|Revision|Date|Author|Header|Log|Source|State)(:|\$)/m.test(textOf(file)))
				.map(({ path, file }) => `${path}, line ${file.line}`),
	},
];

function files(roll: Roll): readonly { readonly path: string; readonly file: XmlElement }[] {
	return parsedNodes(roll).flatMap(({ path, root }) =>
		scripts(root).flatMap((post) => elementsOf(post, 'file').map((file) => ({ path, file }))),
	);
}

function isFile(child: XmlElement | string): child is XmlElement {
	return typeof child !== 'string' && child.name === 'file';
}

function hasTextOnLine(next: XmlElement | string | undefined): boolean {
	return next !== undefined && !(typeof next === 'string' && /^[ \t]*(\n|$)/.test(next));
}
