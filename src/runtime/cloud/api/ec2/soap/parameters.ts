import { textOf, type XmlElement } from '../../../../wire/xml/tree.ts';
import { ec2Errors } from '../errors.ts';
import type { ParameterFacts, Parameters } from '../schema/parameters.ts';

/**
 * The children of an action's element under the names that Query has for them (spec/ec2-api §6), so that both
 * interfaces are validated by the same rules. Throws PARAMETER_UNKNOWN, PARAMETER_TWICE, SOAP_MALFORMED.
 */
export function soapParameters(parameters: Parameters, element: XmlElement): readonly (readonly [string, string])[] {
	const walk = new SoapWalk(element);
	walk.read(parameters, element, '');
	walk.refuseUnread(element);
	return walk.pairs;
}

class SoapWalk {
	readonly pairs: [string, string][] = [];
	readonly #namespace: string;
	readonly #read = new Set<XmlElement>();
	/** Those that hold a value: only there text has a meaning. */
	readonly #leaves = new Set<XmlElement>();

	constructor({ namespace }: XmlElement) {
		this.#namespace = namespace;
	}

	read(parameters: Parameters, parent: XmlElement, prefix: string): void {
		for (const parameter of Object.values(parameters)) {
			if (parameter.soapChoices !== undefined) {
				this.#readChoice(parameter.soapChoices, parent, prefix + parameter.query);
			} else if (parameter.query.endsWith('.N')) {
				this.#readList(parameter, parent, prefix);
			} else {
				this.#readValue(this.#descend(parent, parameter.soap.split('/')), prefix + parameter.query);
			}
		}
	}

	/** Elements that no definition knows are refused, as unknown parameters are. */
	refuseUnread(parent: XmlElement): void {
		for (const child of parent.children) {
			if (typeof child === 'string') {
				this.#refuseText(child, parent);
			} else if (this.#read.has(child)) {
				this.refuseUnread(child);
			} else {
				throw ec2Errors('PARAMETER_UNKNOWN', { name: child.local.slice(0, 255) });
			}
		}
	}

	/** Tells an attribute by an element of its name, which has no content of its own (spec/ec2-api §6). */
	#readChoice(choices: readonly string[], parent: XmlElement, name: string): void {
		const [chosen, second] = choices.filter((choice) => this.#descend(parent, [choice]) !== undefined);
		if (chosen !== undefined && second !== undefined) {
			throw ec2Errors('PARAMETER_COMBINATION', { first: chosen, second });
		}

		if (chosen !== undefined) {
			this.pairs.push([name, chosen]);
		}
	}

	#readList(parameter: ParameterFacts, parent: XmlElement, prefix: string): void {
		const path = parameter.soap.split('/');
		const item = path.indexOf('item');
		const container = this.#descend(parent, path.slice(0, item));
		const name = prefix + parameter.query.slice(0, -'.N'.length);
		for (const [index, entry] of this.#children(container, 'item').entries()) {
			this.#read.add(entry);
			if (parameter.members === undefined) {
				this.#readValue(this.#descend(entry, path.slice(item + 1)), `${name}.${index + 1}`);
			} else {
				this.read(parameter.members, entry, `${name}.${index + 1}.`);
			}
		}
	}

	#readValue(element: XmlElement | undefined, name: string): void {
		if (element === undefined) {
			return;
		}

		const text = textOf(element);
		if (text === undefined) {
			throw ec2Errors('SOAP_MALFORMED', { problem: `${element.local} must hold text only` });
		}

		this.#leaves.add(element);
		this.pairs.push([name, text]);
	}

	#descend(parent: XmlElement, path: readonly string[]): XmlElement | undefined {
		let element: XmlElement | undefined = parent;
		for (const local of path) {
			const [first, second] = this.#children(element, local);
			if (second !== undefined) {
				throw ec2Errors('PARAMETER_TWICE', { name: local });
			}

			element = first;
			if (element !== undefined) {
				this.#read.add(element);
			}
		}

		return element;
	}

	#children(parent: XmlElement | undefined, local: string): readonly XmlElement[] {
		return (parent?.children ?? []).filter(
			(node): node is XmlElement =>
				typeof node !== 'string' && node.local === local && node.namespace === this.#namespace,
		);
	}

	#refuseText(text: string, parent: XmlElement): void {
		if (text.trim() !== '' && !this.#leaves.has(parent)) {
			throw ec2Errors('SOAP_MALFORMED', { problem: `${parent.local} must not hold text` });
		}
	}
}
