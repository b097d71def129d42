import type * as z from 'zod';
import type { Contract, Message, ServiceDefinition } from './contract.ts';
import { wireErrors } from './errors.ts';
import { type Field, fieldsOf } from './fields.ts';
import { NS } from './names.ts';
import { xmlAttribute, xmlText } from './xml/escape.ts';
import { attributeOf, textOf, type XmlElement } from './xml/tree.ts';

export type MessageValue = Readonly<Record<string, unknown>>;

/** One message of one contract, both ways. */
export interface MessageCodec {
	/** The name of the element. */
	readonly name: string;
	readonly fields: readonly Field[];
	/** The element in canonical form with its namespace declaration. Throws WIRE_FIELD_MISSING, WIRE_FIELD_INVALID. */
	encode(value: MessageValue): string;
	/** Only the fields that are there, whatever else is required: for an answer that tells a failure. */
	encodePart(value: MessageValue): string;
	/**
	 * The parsed and checked value. Unknown elements are skipped, so that newer peers can talk to older ones.
	 * Throws WIRE_FIELD_MISSING, WIRE_FIELD_REPEATED, WIRE_FIELD_INVALID with the path of the element.
	 */
	decode(element: XmlElement): MessageValue;
}

export interface ContractCodec {
	readonly request: MessageCodec;
	readonly response: MessageCodec;
}

/** Walks the zod objects of a contract once. */
export function compileContract(service: Pick<ServiceDefinition, 'namespace'>, contract: Contract): ContractCodec {
	return {
		request: compileMessage(service.namespace, contract.name, contract.request),
		response: compileMessage(service.namespace, `${contract.name}Response`, contract.response),
	};
}

function compileMessage(namespace: string, name: string, schema: Message): MessageCodec {
	const fields = fieldsOf(schema, name);
	const opening = `<e:${name} xmlns:e="${xmlAttribute(namespace)}">`;
	const closing = `</e:${name}>`;
	return {
		name,
		fields,
		encode: (value) => opening + encodeFields(fields, value, { message: name, path: '' }) + closing,
		encodePart(value) {
			const given = fields.filter((field) => value[field.name] !== undefined);
			return opening + encodeFields(given, value, { message: name, path: '' }) + closing;
		},
		decode(element) {
			const value = decodeFields(fields, element, namespace, { message: name, path: '' });
			const checked = schema.safeParse(value);
			if (!checked.success) {
				throw invalid(name, checked.error);
			}

			return checked.data;
		},
	};
}

/** Where in which message, for errors. */
interface Place {
	readonly message: string;
	readonly path: string;
}

function encodeFields(fields: readonly Field[], value: MessageValue, place: Place): string {
	let text = '';
	for (const field of fields) {
		const content = value[field.name];
		if (field.repeated && Array.isArray(content)) {
			for (const each of content) {
				text += encodeField(field, each, place);
			}
		} else if (content !== undefined && !field.repeated) {
			text += encodeField(field, content, place);
		} else if (!field.optional) {
			throw wireErrors('WIRE_FIELD_MISSING', { message: place.message, field: place.path + field.name });
		}
	}

	return text;
}

function encodeField(field: Field, value: unknown, place: Place): string {
	return `<e:${field.name}>${encodeContent(field, value, place)}</e:${field.name}>`;
}

function encodeContent(field: Field, value: unknown, place: Place): string {
	const path = place.path + field.name;
	switch (field.kind) {
		case 'string':
			if (typeof value === 'string') {
				return xmlText(value);
			}
			break;
		case 'int32':
		case 'int':
			if (Number.isSafeInteger(value)) {
				return String(value);
			}
			break;
		case 'boolean':
			if (typeof value === 'boolean') {
				return String(value);
			}
			break;
		case 'object':
			if (typeof value === 'object' && value !== null) {
				return encodeFields(field.fields, value as MessageValue, { message: place.message, path: `${path}/` });
			}
	}

	throw wireErrors('WIRE_FIELD_INVALID', { message: place.message, field: path, problem: `is no ${field.kind}` });
}

function decodeFields(
	fields: readonly Field[],
	element: XmlElement,
	namespace: string,
	place: Place,
): Record<string, unknown> {
	const value: Record<string, unknown> = {};
	for (const field of fields) {
		if (field.repeated) {
			value[field.name] = [];
		}
	}

	for (const child of element.children) {
		if (typeof child === 'string' || child.namespace !== namespace) {
			continue;
		}

		const field = fields.find((each) => each.name === child.local);
		if (field === undefined || isNil(child)) {
			continue;
		}

		const content = decodeContent(field, child, namespace, place);
		const before = value[field.name];
		if (Array.isArray(before)) {
			before.push(content);
		} else if (before === undefined) {
			value[field.name] = content;
		} else {
			throw wireErrors('WIRE_FIELD_REPEATED', { message: place.message, field: place.path + field.name });
		}
	}

	for (const field of fields) {
		if (!field.optional && value[field.name] === undefined) {
			throw wireErrors('WIRE_FIELD_MISSING', { message: place.message, field: place.path + field.name });
		}
	}

	return value;
}

function decodeContent(field: Field, element: XmlElement, namespace: string, place: Place): unknown {
	const path = place.path + field.name;
	if (field.kind === 'object') {
		return decodeFields(field.fields, element, namespace, { message: place.message, path: `${path}/` });
	}

	const text = textOf(element);
	if (text !== undefined) {
		const value = field.kind === 'string' ? text : decodeNumberOrBoolean(field.kind, text.trim());
		if (value !== undefined) {
			return value;
		}
	}

	throw wireErrors('WIRE_FIELD_INVALID', { message: place.message, field: path, problem: `is no ${field.kind}` });
}

function decodeNumberOrBoolean(kind: 'int' | 'int32' | 'boolean', text: string): number | boolean | undefined {
	if (kind === 'boolean') {
		return /^(true|1)$/.test(text) ? true : /^(false|0)$/.test(text) ? false : undefined;
	}

	return /^[+-]?\d{1,20}$/.test(text) ? Number(text) : undefined;
}

function isNil(element: XmlElement): boolean {
	return element.attributes.length > 0 && /^(true|1)$/.test(attributeOf(element, NS.xsi, 'nil') ?? '');
}

function invalid(message: string, error: z.ZodError): Error {
	const [issue] = error.issues;
	const field = issue?.path.join('/') ?? '';
	return wireErrors('WIRE_FIELD_INVALID', { message, field, problem: issue?.message ?? 'is not accepted' });
}
