/** A read-only XML tree: no comments, no processing instructions, neighbouring text joined. */
export interface XmlElement {
	/** Empty if the element is in no namespace. */
	readonly namespace: string;
	readonly local: string;
	/** Only for the canonical form: decisions are made by namespace and local name. */
	readonly prefix: string;
	/** Without namespace declarations. */
	readonly attributes: readonly XmlAttribute[];
	/** Namespace declarations that stand on this element. */
	readonly declarations: readonly XmlDeclaration[];
	readonly children: readonly XmlNode[];
	readonly parent: XmlElement | undefined;
}

export type XmlNode = XmlElement | string;

export interface XmlAttribute {
	readonly namespace: string;
	readonly local: string;
	readonly prefix: string;
	readonly value: string;
}

export interface XmlDeclaration {
	/** Empty for the default namespace. */
	readonly prefix: string;
	readonly uri: string;
}

export function isElement(node: XmlNode | undefined, namespace: string, local: string): node is XmlElement {
	return typeof node === 'object' && node.local === local && node.namespace === namespace;
}

export function childElements(parent: XmlElement): readonly XmlElement[] {
	return parent.children.filter((node) => typeof node !== 'string');
}

/** Direct children of that name only: nothing is ever searched for in the depth of a document. */
export function childrenNamed(parent: XmlElement, namespace: string, local: string): readonly XmlElement[] {
	return parent.children.filter((node) => isElement(node, namespace, local));
}

export function attributeOf(element: XmlElement, namespace: string, local: string): string | undefined {
	return element.attributes.find((each) => each.local === local && each.namespace === namespace)?.value;
}

/** The text of an element that holds only text; undefined if it holds elements. */
export function textOf(element: XmlElement): string | undefined {
	const [first = '', second] = element.children;
	return typeof first === 'string' && second === undefined ? first : undefined;
}

/** `{namespace}local`, for messages. */
export function nameOf(element: XmlElement): string {
	return element.namespace === '' ? element.local : `{${element.namespace}}${element.local}`;
}
