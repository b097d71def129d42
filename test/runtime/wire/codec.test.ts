import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compileContract } from '../../../src/runtime/wire/codec.ts';
import { contract } from '../../../src/runtime/wire/contract.ts';
import { canonicalXml } from '../../../src/runtime/wire/xml/canonical.ts';
import { readXml } from '../../../src/runtime/wire/xml/read-xml.ts';
import { ALL_CONTRACTS, messageValue } from './contract-values.ts';

const NS = 'http://eucalyptus.ucsb.edu/';

describe.each(ALL_CONTRACTS)('%s', (_name, service, each) => {
	const codec = compileContract(service, each);

	it.each(['request', 'response'] as const)('a %s comes back as it went, and is written in canonical form', (kind) => {
		fc.assert(
			fc.property(messageValue(codec[kind].fields), (value) => {
				const text = codec[kind].encode(value);
				const element = readXml(text);
				expect(codec[kind].decode(element)).toEqual(value);
				expect(canonicalXml(element)).toBe(text);
			}),
			{ numRuns: 40 },
		);
	});
});

describe('the codec', () => {
	const nested = z.strictObject({ count: z.int32(), on: z.boolean().optional() });
	const codec = compileContract(
		{ namespace: NS },
		contract(
			'op',
			z.strictObject({ first: z.string(), many: z.array(z.string()), deep: nested.optional(), all: z.array(nested) }),
			z.strictObject({ statusMessage: z.int().optional() }),
		),
	);
	const decode = (content: string) => codec.request.decode(readXml(`<op xmlns="${NS}">${content}</op>`));

	it('writes qualified elements in the order of the keys, arrays as repeated elements', () => {
		const value = { all: [], many: ['x', 'y'], first: 'a&b', deep: { on: false, count: -3 } };
		expect(codec.request.encode(value)).toBe(
			`<e:op xmlns:e="${NS}"><e:first>a&amp;b</e:first><e:many>x</e:many><e:many>y</e:many><e:deep><e:count>-3</e:count><e:on>false</e:on></e:deep></e:op>`,
		);
	});

	it('skips elements that it does not know, in its own and in other namespaces', () => {
		expect(decode('<new><first>no</first></new><first>a</first><x:first xmlns:x="urn:x">b</x:first>')).toEqual({
			first: 'a',
			many: [],
			all: [],
		});
	});

	it('reads elements in any order, numbers with white space and sign, booleans as 0 and 1', () => {
		expect(decode('<all><on>1</on><count> +7 </count></all><first> x </first>')).toEqual({
			first: ' x ',
			many: [],
			all: [{ on: true, count: 7 }],
		});
	});

	it('takes a nil element as absent', () => {
		const nil = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"';
		const response = readXml(`<opResponse xmlns="${NS}"><statusMessage ${nil}/></opResponse>`);
		expect(codec.response.decode(response)).toEqual({});
	});

	it.each([
		['', 'WIRE_FIELD_MISSING', 'op: the element first is missing'],
		['<first>a</first><deep/>', 'WIRE_FIELD_MISSING', 'op: the element deep/count is missing'],
		['<first>a</first><all><count>1</count></all><all/>', 'WIRE_FIELD_MISSING', 'op: the element all/count is missing'],
		['<first>a</first><first>b</first>', 'WIRE_FIELD_REPEATED', 'op: the element first occurs more than once'],
		['<first>a<b/></first>', 'WIRE_FIELD_INVALID', 'op: the element first: is no string'],
		[
			'<first>a</first><deep><count>1.5</count></deep>',
			'WIRE_FIELD_INVALID',
			'op: the element deep/count: is no int32',
		],
		[
			'<first>a</first><deep><count>1</count><on>__proto__</on></deep>',
			'WIRE_FIELD_INVALID',
			'op: the element deep/on: is no boolean',
		],
		[
			'<first>a</first><deep><count>99999999999</count></deep>',
			'WIRE_FIELD_INVALID',
			expect.stringContaining('deep/count'),
		],
	])('refuses %j and names the element', (content, code, message) => {
		expect(() => decode(content)).toThrow(expect.objectContaining({ code, message }));
	});

	it('refuses to send what the contract does not allow', () => {
		expect(() => codec.request.encode({ many: [] })).toThrow('op: the element first is missing');
		expect(() => codec.request.encode({ first: 1 })).toThrow('op: the element first: is no string');
		expect(() => codec.request.encode({ first: '', deep: { count: Number.NaN } })).toThrow('deep/count: is no int32');
	});

	it('cuts nothing, however long', () => {
		const long = 'x'.repeat(2_000_000);
		expect(codec.request.decode(readXml(codec.request.encode({ first: long, many: [long] })))).toMatchObject({
			many: [long],
		});
	});

	it('knows no other zod types, and says where one stands', () => {
		const wrong = contract('bad', z.strictObject({ when: z.date() }), z.strictObject({}));
		expect(() => compileContract({ namespace: NS }, wrong)).toThrow('bad/when: the wire knows no zod type date');
	});
});
