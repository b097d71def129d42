import { SaxesParser, type SaxesTagNS, type XMLDecl } from 'saxes';
import { EucaError, messageOf } from '../../../common/errors.ts';
import { xmlErrors } from './errors.ts';
import type { XmlAttribute, XmlDeclaration, XmlElement, XmlNode } from './tree.ts';

export interface XmlLimits {
	readonly bytes: number;
	readonly depth: number;
	/** Elements and attributes together. */
	readonly nodes: number;
}

export const XML_LIMITS: XmlLimits = { bytes: 10 * 1024 * 1024, depth: 64, nodes: 400_000 };

interface Building extends XmlElement {
	readonly children: XmlNode[];
}

/**
 * Reads a UTF-8 document into a tree. Throws XML_* for whatever is too large, malformed, or holds a document type or a
 * processing instruction (spec/dependencies §6).
 */
export function readXml(data: Uint8Array | string, limits: XmlLimits = XML_LIMITS): XmlElement {
	const size = typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
	if (size > limits.bytes) {
		throw xmlErrors('XML_TOO_LARGE', { size, limit: limits.bytes });
	}

	const text = typeof data === 'string' ? data : decodeUtf8(data);
	const parser = new TreeParser(limits);
	try {
		parser.write(text).close();
	} catch (error) {
		throw error instanceof EucaError
			? error
			: xmlErrors('XML_MALFORMED', { problem: shortened(messageOf(error)) }, { cause: error });
	}

	return parser.finished();
}

/**
 * Its handlers stand on the prototype. On the instance, `on` stores them under computed names, and more than a few of
 * those turn the parser into a dictionary for the engine: five times slower.
 */
class TreeParser extends SaxesParser<{ xmlns: true; position: false }> {
	readonly #limits: XmlLimits;
	#root: Building | undefined;
	#open: Building | undefined;
	#depth = 0;
	#nodes = 0;

	constructor(limits: XmlLimits) {
		super({ xmlns: true, position: false });
		this.#limits = limits;
		// saxes calls these two without `this`.
		this.on('text', (text) => this.#addText(text));
		this.on('closetag', () => this.#closeTag());
	}

	static {
		const on: TreeParser['on'] = (name, handler) => TreeParser.prototype.on(name, handler);
		// Before the namespaces of the tag are looked up: that look-up is quadratic in the depth.
		on('opentagstart', function (this: TreeParser) {
			this.#countDepth();
		});
		on('opentag', function (this: TreeParser, tag) {
			this.#openTag(tag);
		});
		on('cdata', function (this: TreeParser, text) {
			this.#addText(text);
		});
		on('doctype', () => forbid('document type declaration'));
		on('processinginstruction', () => forbid('processing instruction'));
		on('xmldecl', checkDeclaration);
	}

	finished(): XmlElement {
		if (this.#root === undefined) {
			throw xmlErrors('XML_MALFORMED', { problem: 'it holds no element' });
		}

		return this.#root;
	}

	#countDepth(): void {
		this.#depth += 1;
		if (this.#depth > this.#limits.depth) {
			throw xmlErrors('XML_TOO_DEEP', { limit: this.#limits.depth });
		}
	}

	#openTag(tag: SaxesTagNS): void {
		const attributes: XmlAttribute[] = [];
		const declarations: XmlDeclaration[] = [];
		for (const key in tag.attributes) {
			const attribute = tag.attributes[key];
			if (attribute === undefined) {
				continue;
			}

			const { prefix, local, uri, value } = attribute;
			this.#nodes += 1;
			if (prefix === 'xmlns') {
				declarations.push({ prefix: local, uri: value });
			} else if (prefix === '' && local === 'xmlns') {
				declarations.push({ prefix: '', uri: value });
			} else {
				attributes.push({ namespace: uri, local, prefix, value });
			}
		}

		this.#nodes += 1;
		if (this.#nodes > this.#limits.nodes) {
			throw xmlErrors('XML_TOO_MANY_NODES', { limit: this.#limits.nodes });
		}

		const element: Building = {
			namespace: tag.uri,
			local: tag.local,
			prefix: tag.prefix,
			attributes,
			declarations,
			children: [],
			parent: this.#open,
		};
		this.#open?.children.push(element);
		this.#root ??= element;
		this.#open = element;
	}

	#closeTag(): void {
		this.#depth -= 1;
		this.#open = this.#open?.parent as Building | undefined;
	}

	#addText(text: string): void {
		const children = this.#open?.children;
		if (children === undefined || text === '') {
			return; // white space around the root
		}

		const last = children.at(-1);
		if (typeof last === 'string') {
			children[children.length - 1] = last + text;
		} else {
			children.push(text);
		}
	}
}

function checkDeclaration({ version, encoding }: XMLDecl): void {
	if (version !== '1.0') {
		forbid(`declaration of XML ${version ?? 'without version'}`);
	}

	if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) {
		throw xmlErrors('XML_ENCODING');
	}
}

function forbid(what: string): never {
	throw xmlErrors('XML_FORBIDDEN', { what });
}

function decodeUtf8(data: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(data);
	} catch (error) {
		throw xmlErrors('XML_ENCODING', {}, { cause: error });
	}
}

function shortened(text: string): string {
	return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
