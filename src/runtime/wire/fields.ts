import type * as z from 'zod';
import type { Message } from './contract.ts';

/** One element of a message: what the codec, the WSDL and the documentation know of a zod type. */
export type Field = {
	readonly name: string;
	readonly optional: boolean;
	/** An array: the element occurs any number of times. */
	readonly repeated: boolean;
} & (
	| { readonly kind: 'string' | 'int' | 'int32' | 'boolean' }
	| { readonly kind: 'object'; readonly fields: readonly Field[] }
);

/** In the order of the keys. Throws if a contract uses a type that the wire does not know: a mistake of ours. */
export function fieldsOf(schema: Message, path: string): readonly Field[] {
	return Object.entries(schema.shape).map(([name, type]) => fieldOf(name, type, `${path}/${name}`));
}

function fieldOf(name: string, type: z.core.$ZodType, path: string): Field {
	const { def } = (type as z.core.$ZodTypes)._zod;
	switch (def.type) {
		case 'optional':
			return { ...fieldOf(name, def.innerType, path), optional: true };
		case 'array':
			return { ...fieldOf(name, def.element, path), optional: true, repeated: true };
		case 'string':
		case 'boolean':
			return { name, optional: false, repeated: false, kind: def.type };
		case 'number':
			return { name, optional: false, repeated: false, kind: isInt32(type) ? 'int32' : 'int' };
		case 'object':
			return { name, optional: false, repeated: false, kind: 'object', fields: fieldsOf(type as Message, path) };
		default:
			throw new Error(`${path}: the wire knows no zod type ${def.type}`);
	}
}

function isInt32(type: z.core.$ZodType): boolean {
	return 'format' in type._zod.def && type._zod.def.format === 'int32';
}
