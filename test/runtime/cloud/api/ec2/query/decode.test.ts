import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EucaError } from '../../../../../../src/common/errors.ts';
import { percentEncode } from '../../../../../../src/runtime/cloud/api/ec2/auth/bytes.ts';
import { decodeParameters } from '../../../../../../src/runtime/cloud/api/ec2/query/decode.ts';

const limits = { maxParameters: 100 };
const decode = (...sources: string[]) => [...decodeParameters(sources, limits)];

describe('query strings', () => {
	it('give back what was encoded, whatever the text', () => {
		const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((each) => each.isWellFormed());
		fc.assert(
			fc.property(fc.uniqueArray(fc.tuple(text, text), { selector: ([name]) => name, maxLength: 20 }), (pairs) => {
				const query = pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&');
				expect(decode(query)).toEqual(pairs);
			}),
		);
	});

	it('are understood or refused with a reason, whatever the octets', () => {
		const octets = fc.string({
			unit: fc.constantFrom('%', '&', '=', '+', '.', 'a', '1', 'F', '\xc3', '\xa4', '\0', '%41'),
		});
		fc.assert(
			fc.property(octets, octets, (url, body) => {
				try {
					for (const [name] of decode(url, body)) {
						expect(name).not.toBe('');
					}
				} catch (error) {
					expect(error).toBeInstanceOf(EucaError);
					expect(['QUERY_MALFORMED', 'PARAMETER_TWICE']).toContain((error as EucaError).code);
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it.each(['a=%', 'a=%4', 'a=%zz', '%=1', 'a=%ff', 'a=%c3%28', 'a=%ed%a0%80', 'a=%c0%80', '=x', 'a=\xff'])(
		'are refused when malformed: %s',
		(query) => {
			expect(() => decode(query)).toThrow('The query string is malformed');
		},
	);

	it.each([['a=1&a=1'], ['a=1&%61=2'], ['a=1', 'a=2']])('are refused with one name twice: %s %s', (...sources) => {
		expect(() => decode(...sources)).toThrow('The parameter a occurs twice');
	});

	it('turn + into a blank, unless asked not to', () => {
		expect(decode('a=b+c%2B')).toEqual([['a', 'b c+']]);
		expect(decodeParameters(['a=b+c'], { ...limits, plus: 'plus' }).get('a')).toBe('b+c');
	});

	it('forgive empty parts and values without =', () => {
		expect(decode('&&a&b=&c==d&')).toEqual([
			['a', ''],
			['b', ''],
			['c', '=d'],
		]);
	});

	it('have a limited number of parameters', () => {
		const query = Array.from({ length: 101 }, (_, i) => `a${i}=`).join('&');
		expect(() => decode(query)).toThrow('more than 100 parameters');
	});
});
