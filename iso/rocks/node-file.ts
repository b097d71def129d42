import { holds } from './condition.ts';
import { fileScript } from './file-element.ts';
import { type HostView, listFits } from './host-view.ts';
import { fillEntities, parseXml, type XmlElement } from './xml.ts';

/** What Rocks does with one element below `<kickstart>`, once everything about the host is filled in. */
export interface Section {
	readonly kind: string;
	/** The node file it stands in. */
	readonly node: string;
	/** Of the file's root; Rocks chooses sections by it. */
	readonly roll: string | undefined;
	readonly attributes: Readonly<Record<string, string>>;
	/** Name of a package, text of a script. */
	readonly text: string;
}

/** Runs the text of an `<eval>` on the front-end and returns what it prints. */
export type Evaluate = (script: string, shell: string) => string;

export interface NodeFileOptions {
	readonly host: HostView;
	readonly evaluate: Evaluate;
	/** Texts below `include/` of the distribution, by name. */
	readonly includes: ReadonlyMap<string, string>;
}

/** Elements that mean something inside a post or pre; anything else ends the generation for the host. */
export const INSIDE_POST = ['file', 'var', 'eval', 'include', 'sinclude', 'copy'] as const;

/** The sections of one node file for one host. Throws where Rocks would end with a traceback. */
export function sectionsOf(node: string, text: string, options: NodeFileOptions): readonly Section[] {
	const root = parseXml(text);
	const { roll } = root.attributes;
	const variables = new Map<string, string>();
	return root.children.flatMap((child): Section[] => {
		if (typeof child === 'string' || ['description', 'copyright', 'changelog'].includes(child.name)) {
			return [];
		}

		if (child.name === 'var') {
			variable(child, options.host, variables);
			return [];
		}

		const { arch, os, cond } = child.attributes;
		const fits =
			listFits(arch, options.host.arch) &&
			listFits(os, 'linux') &&
			(cond === undefined || options.host.rocks === '5.0' || holds(cond, options.host.attributes));
		const section = { kind: child.name, node, roll, attributes: child.attributes };
		// what lies below <main> are commands of kickstart, not text
		return fits ? [{ ...section, text: child.name === 'main' ? '' : expand(child, options, variables) }] : [];
	});
}

function expand(element: XmlElement, options: NodeFileOptions, variables: Map<string, string>): string {
	return element.children
		.map((child) => {
			if (typeof child === 'string') {
				return fillEntities(child, options.host.attributes);
			}

			switch (child.name) {
				case 'var':
					return variable(child, options.host, variables);
				case 'eval':
					return options.evaluate(expand(child, options, variables), child.attributes['shell'] ?? 'sh');
				case 'file':
					return fileScript({
						name: child.attributes['name'] ?? '',
						mode: child.attributes['mode'] ?? 'create',
						owner: child.attributes['owner'],
						perms: child.attributes['perms'],
						isExpanded: child.attributes['vars'] === 'expanded',
						body: expand(child, options, variables),
					});
				case 'include':
				case 'sinclude':
					return included(child, options.includes);
				case 'copy':
					return `: ${child.attributes['src']} of the front-end\n`;
				default:
					throw new Error(`AttributeError: <${child.name}> means nothing inside <${element.name}>`);
			}
		})
		.join('');
}

function included({ name, attributes: { file = '' } }: XmlElement, includes: ReadonlyMap<string, string>): string {
	const text = includes.get(file);
	if (text === undefined && name === 'include') {
		throw new Error(`IOError: there is no include/${file}`);
	}

	return text ?? '';
}

/** With a value it assigns and gives nothing. Attributes of the host are variables up to 5.2 only. */
function variable(element: XmlElement, { rocks, attributes }: HostView, variables: Map<string, string>): string {
	const { name = '', val, ref } = element.attributes;
	const value = (key: string) => variables.get(key) ?? (rocks === '5.0' ? attributes[key] : undefined) ?? '';
	if (val !== undefined || ref !== undefined) {
		variables.set(name, val ?? value(ref ?? ''));
		return '';
	}

	return value(name);
}
