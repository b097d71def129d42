import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EucaError } from '../../../../../../src/common/errors.ts';
import { actions } from '../../../../../../src/runtime/cloud/api/ec2/actions/index.ts';
import { parameterTree, refuseUnused } from '../../../../../../src/runtime/cloud/api/ec2/query/tree.ts';
import {
	list,
	optional,
	type Parameters,
	readParameters,
	required,
	requiredList,
	structureList,
} from '../../../../../../src/runtime/cloud/api/ec2/schema/parameters.ts';
import {
	base64,
	boolean,
	instanceId,
	integer,
	text,
} from '../../../../../../src/runtime/cloud/api/ec2/schema/scalars.ts';

function read<P extends Parameters>(parameters: P, values: Record<string, string>) {
	const tree = parameterTree(Object.entries(values));
	const used = new Set<typeof tree.root>();
	const result = readParameters(parameters, tree.root, used);
	refuseUnused(tree, used);
	return result;
}

describe('parameters', () => {
	const ids = { ids: list('InstanceId', instanceId) };

	it('in lists come in the order of their indices, with gaps, from 0 or without an index', () => {
		const values = {
			'InstanceId.10': 'i-0000000A',
			'InstanceId.2': 'i-00000002',
			'InstanceId.0': 'i-00000000',
			InstanceId: 'i-0000000F',
		};
		expect(read(ids, values).ids).toEqual(['i-0000000F', 'i-00000000', 'i-00000002', 'i-0000000A']);
		expect(read(ids, { InstanceId: '' }).ids).toEqual([]);
	});

	it('take ids in any case and give them in the spelling of the store', () => {
		expect(read(ids, { 'InstanceId.1': 'I-3f2a07b1' }).ids).toEqual(['i-3F2A07B1']);
	});

	it.each([
		[{ 'InstanceId.x': 'i-00000001' }, 'The parameter InstanceId.x is not recognized'],
		[{ 'InstanceId.1.2': 'i-00000001' }, 'The parameter InstanceId.1.2 is not recognized'],
		[{ 'InstanceId.-1': 'i-00000001' }, 'The parameter InstanceId.-1 is not recognized'],
		[{ 'instanceid.1': 'i-00000001' }, 'The parameter instanceid.1 is not recognized'],
		[{ 'InstanceId.1': 'i-00000001', 'InstanceId.01': 'i-00000002' }, 'has a list index that cannot be used'],
		[{ 'InstanceId.1234567890': 'i-00000001' }, 'has a list index that cannot be used'],
		[{ 'InstanceId.1': '' }, 'Invalid id'],
		[{ 'InstanceId.1': 'i-123' }, 'Invalid id'],
		[{ 'InstanceId.1': 'emi-00000001' }, 'Invalid id'],
		[{ __proto__x: '1' }, 'is not recognized'],
		[{ ['a.'.repeat(100_000)]: '1' }, 'is not recognized'],
	])('are refused: %j', (values, message) => {
		expect(() => read(ids, values as Record<string, string>)).toThrow(message);
	});

	it('of one value are typed, and empty ones count as absent', () => {
		const one = {
			name: required('Name', text),
			count: optional('Count', integer),
			flag: optional('Flag', boolean),
			data: optional('Data', base64(4)),
		};
		expect(read(one, { Name: 'a', Count: ' 12 ', Flag: 'TRUE', Data: 'YWI' })).toEqual({
			name: 'a',
			count: 12,
			flag: true,
			data: Buffer.from('ab'),
		});
		expect(read(one, { Name: 'a', Count: '' }).count).toBeUndefined();
		expect(() => read(one, { Name: '' })).toThrow('The request must contain the parameter Name');
		for (const bad of [{ Count: '1.5' }, { Count: '99999999999' }, { Count: '0x1' }, { Flag: 'yes' }, { Data: '*' }]) {
			expect(() => read(one, { Name: 'a', ...bad } as Record<string, string>)).toThrow('is invalid');
		}

		expect(() => read(one, { Name: 'a', Data: 'YWJjZGU=' })).toThrow('at most 4 bytes');
		expect(() => read(one, { Name: 'a\0b' })).toThrow('control characters');
		expect(() => read({ all: requiredList('Id', text) }, {})).toThrow('The request must contain the parameter Id');
	});

	it('in structures keep together what has one index', () => {
		const tags = { tags: structureList('Tag', { key: required('Key', text), value: optional('Value', text) }) };
		expect(read(tags, { 'Tag.2.Key': 'b', 'Tag.1.Value': '1', 'Tag.1.Key': 'a' }).tags).toEqual([
			{ key: 'a', value: '1' },
			{ key: 'b', value: undefined },
		]);
		expect(() => read(tags, { 'Tag.1.Colour': 'x', 'Tag.1.Key': 'a' })).toThrow('Tag.1.Colour is not recognized');
	});

	it('of every action are understood or refused with a reason, whatever is sent', () => {
		const names = actions.flatMap(({ parameters }) =>
			Object.values(parameters).map(({ query }) => query.replace(/\.N$/, '')),
		);
		const name = fc
			.tuple(fc.constantFrom(...names), fc.constantFrom('', '.1', '.0', '.1.Name', '.1.Value.1', '.x', '..', '.1.1'))
			.map(([first, second]) => first + second);
		const value = fc.oneof(fc.string(), fc.constantFrom('', '1', '-1', 'true', 'i-00000001', 'emi-00000001', '\0'));
		fc.assert(
			fc.property(fc.constantFrom(...actions), fc.dictionary(name, value, { maxKeys: 6 }), (action, values) => {
				try {
					read(action.parameters, values);
				} catch (error) {
					expect(error).toBeInstanceOf(EucaError);
					expect((error as EucaError).code).toMatch(/^PARAMETER_|_ID_MALFORMED$/);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});
