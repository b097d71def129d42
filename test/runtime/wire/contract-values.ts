import fc from 'fast-check';
import type { MessageValue } from '../../../src/runtime/wire/codec.ts';
import type { Contract, ServiceDefinition } from '../../../src/runtime/wire/contract.ts';
import { adminService } from '../../../src/runtime/wire/contracts/admin/service.ts';
import { ccService } from '../../../src/runtime/wire/contracts/cc/service.ts';
import { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';
import type { Field } from '../../../src/runtime/wire/fields.ts';

export const SERVICES: readonly ServiceDefinition[] = [ccService, ncService, adminService];

export const ALL_CONTRACTS: readonly (readonly [name: string, service: ServiceDefinition, contract: Contract])[] =
	SERVICES.flatMap((service) =>
		Object.values(service.operations).map((each) => [`${service.name}#${each.name}`, service, each] as const),
	);

/** Text that XML can carry, hard cases among it. */
const text = fc
	.oneof(
		fc.string({ maxLength: 12 }),
		fc.string({
			unit: fc.constantFrom('\r', '\n', '\t', ' ', '<', '>', '&', '"', "'", ']', '\u{1f600}', 'é'),
			maxLength: 8,
		}),
	)
	.map((value) => value.toWellFormed());

/** Any value that fits the fields of a message. */
export function messageValue(fields: readonly Field[]): fc.Arbitrary<MessageValue> {
	const members = Object.fromEntries(fields.map((field) => [field.name, memberOf(field)]));
	return fc.record(members).map((value) => withoutUndefined(value));
}

function memberOf(field: Field): fc.Arbitrary<unknown> {
	const one = contentOf(field);
	return field.repeated ? fc.array(one, { maxLength: 3 }) : field.optional ? fc.option(one, { nil: undefined }) : one;
}

function contentOf(field: Field): fc.Arbitrary<unknown> {
	switch (field.kind) {
		case 'string':
			return text;
		case 'int':
			return fc.maxSafeInteger();
		case 'int32':
			return fc.integer();
		case 'boolean':
			return fc.boolean();
		case 'object':
			return messageValue(field.fields);
	}
}

function withoutUndefined(value: Readonly<Record<string, unknown>>): MessageValue {
	return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}
