import type { ElementKind, Elements } from '../schema/elements.ts';
import type { ParameterFacts, Parameters } from '../schema/parameters.ts';
import { isPartOf, type KnownVersion } from '../versions.ts';

/** An element as XML Schema has it: a value, or children in order. */
export interface SchemaElement {
	readonly name: string;
	readonly isOptional: boolean;
	readonly isRepeated: boolean;
	/** `xs:int`; undefined for one with children. */
	readonly type: string | undefined;
	/** It is somebody else's, and not described here. */
	readonly namespace?: string | undefined;
	readonly children: readonly SchemaElement[];
}

interface Branch extends SchemaElement {
	isOptional: boolean;
	type: string | undefined;
	readonly children: Branch[];
}

const PARAMETER_TYPES: Readonly<Record<string, string>> = { integer: 'xs:int', boolean: 'xs:boolean' };

const ELEMENT_TYPES: Readonly<Record<Exclude<ElementKind, 'structure' | 'list'>, string>> = {
	text: 'xs:string',
	integer: 'xs:int',
	boolean: 'xs:boolean',
	time: 'xs:dateTime',
};

/** The children of a request's element: the paths of its parameters, put together. */
export function requestElements(parameters: Parameters, version: KnownVersion): readonly SchemaElement[] {
	const root = branch('', false);
	grow(root, parameters, version);
	return root.children;
}

/** The children of a response's element. */
export function responseElements(elements: Elements, version: KnownVersion): readonly SchemaElement[] {
	return Object.entries(elements)
		.filter(([, element]) => isPartOf(element, version))
		.map(([name, element]): SchemaElement => {
			const { kind, members } = element;
			const { namespace } = element;
			const node = { name, isOptional: element.isOptional === true, isRepeated: false, namespace };
			if (kind === 'list') {
				const item = { name: 'item', isOptional: true, isRepeated: true };
				const content = members === undefined ? leaf('xs:string') : parent(responseElements(members, version));
				return { ...node, ...parent([{ ...item, ...content }]) };
			}

			return {
				...node,
				...(kind === 'structure' ? parent(responseElements(members ?? {}, version)) : leaf(ELEMENT_TYPES[kind])),
			};
		});
}

function leaf(type: string) {
	return { type, children: [] };
}

function parent(children: readonly SchemaElement[]) {
	return { type: undefined, children };
}

function branch(name: string, isOptional: boolean): Branch {
	return { name, isOptional, isRepeated: name === 'item', type: undefined, children: [] };
}

function grow(root: Branch, parameters: Parameters, version: KnownVersion): void {
	for (const parameter of Object.values(parameters).filter((each) => isPartOf(each, version))) {
		if (parameter.soapChoices !== undefined) {
			// one of them is there, and empty: its name is the value
			for (const choice of parameter.soapChoices) {
				childOf(root, choice, { ...parameter, required: false });
			}

			continue;
		}

		const end = parameter.soap.split('/').reduce((node, name) => childOf(node, name, parameter), root);
		if (parameter.members === undefined) {
			end.type = PARAMETER_TYPES[parameter.type] ?? 'xs:string';
		} else {
			grow(end, parameter.members, version);
		}
	}
}

/** A path that any parameter requires is required. */
function childOf(node: Branch, name: string, { required }: ParameterFacts): Branch {
	const known = node.children.find((each) => each.name === name);
	if (known !== undefined) {
		known.isOptional &&= !required;
		return known;
	}

	const made = branch(name, !required);
	node.children.push(made);
	return made;
}
