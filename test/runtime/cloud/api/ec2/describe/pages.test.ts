import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf, refuseIdsWithPages } from '../../../../../../src/runtime/cloud/api/ec2/describe/pages.ts';

const things = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `i-${i}` }));

describe('pages', () => {
	it('tell each thing once, whatever their size', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }), (count, maxResults) => {
				const all = things(count);
				const told: { id: string }[] = [];
				let nextToken: string | undefined;
				do {
					const page = pageOf(all, { maxResults, nextToken });
					expect(page.items.length).toBeLessThanOrEqual(maxResults);
					told.push(...page.items);
					nextToken = page.nextToken;
				} while (nextToken !== undefined);
				expect(told).toEqual(all);
			}),
		);
	});

	it('go on behind the last thing told when others have gone', () => {
		const all = things(10);
		const { nextToken } = pageOf(all, { maxResults: 4, nextToken: undefined });
		expect(pageOf(all.slice(2), { maxResults: 2, nextToken }).items).toEqual([{ id: 'i-4' }, { id: 'i-5' }]);
	});

	it('are refused with a token that is none, or a size out of range', () => {
		expect(() => pageOf(things(3), { maxResults: 1, nextToken: 'x' })).toThrow('not a token');
		expect(() => pageOf(things(3), { maxResults: 0, nextToken: undefined })).toThrow('Expected 1 to 1000');
		expect(() => pageOf(things(3), { maxResults: 1001, nextToken: undefined })).toThrow('Expected 1 to 1000');
	});

	it('are not for requests that name ids', () => {
		const page = { maxResults: 5, nextToken: undefined };
		expect(() => refuseIdsWithPages(['i-1'], 'InstanceId', page)).toThrow('may not be used together');
	});
});
