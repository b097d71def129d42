import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions } from '../../../../../../src/runtime/cloud/api/ec2/actions/index.ts';
import type { Elements } from '../../../../../../src/runtime/cloud/api/ec2/schema/elements.ts';
import type { Parameters } from '../../../../../../src/runtime/cloud/api/ec2/schema/parameters.ts';
import { isPartOf, NEWEST_VERSION } from '../../../../../../src/runtime/cloud/api/ec2/versions.ts';
import { call, codeOf } from '../support/call.ts';
import { type Endpoint, listenEc2 } from '../support/endpoint.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { testInstance, testUser } from '../support/test-records.ts';
import { botocoreModel, javascriptModel, type Kind } from './sdk-models.ts';

const botocore = botocoreModel();
const javascript = javascriptModel();
const alice = testUser('alice');
let endpoint: Endpoint;

beforeAll(async () => {
	const engine = memoryEngine();
	engine.list.push(testInstance(1));
	endpoint = await listenEc2(engine);
});
afterAll(() => endpoint.close());

/** Parameters that we understand and today's clients do not send. */
const OF_OLD = new Set([
	'AuthorizeSecurityGroupIngress UserId', // the tools of 2008
	'RevokeSecurityGroupIngress UserId',
	'RunInstances AddressingType', // 2007
	'DeleteTags Force', // 2010
]);

/** Parameters of clients that nobody is missed by: they are refused as unknown. */
const UNKNOWN = [
	// Amazon's own services that start instances for others
	/ Operator\.Principal$/,
];

/** Elements that old clients read, and today's do not know: they pass over them. */
const ELEMENTS_OF_OLD = new Map([
	['return', 'of every action that has nothing to say'],
	['volumeSize', 'a number that was text in 2008'],
	['size', 'the same'],
]);

function declaredParameters(parameters: Parameters, prefix = ''): readonly (readonly [string, string])[] {
	return Object.values(parameters).flatMap(({ query, type, members }) => {
		const name = prefix + query;
		return members === undefined ? [[name, type] as const] : declaredParameters(members, `${name}.`);
	});
}

const KIND_OF_TYPE: Readonly<Record<string, readonly Kind[]>> = {
	integer: ['number'],
	boolean: ['boolean'],
	base64: ['bytes', 'text'],
};
const KIND_OF_ELEMENT = {
	text: 'text',
	integer: 'number',
	boolean: 'boolean',
	time: 'time',
	structure: 'structure',
	list: 'list',
} as const satisfies Record<string, Kind>;

function declaredElements(elements: Elements, prefix = ''): readonly (readonly [string, Kind])[] {
	return Object.entries(elements).flatMap(([name, element]) => {
		if (!isPartOf(element, NEWEST_VERSION) || element.namespace !== undefined) {
			return [];
		}

		const { kind, members } = element;
		const path = prefix + name;
		const below = kind === 'list' ? `${path}/item` : path;
		const item = kind === 'list' ? [[below, members === undefined ? 'text' : 'structure'] as const] : [];
		return [[path, KIND_OF_ELEMENT[kind]], ...item, ...declaredElements(members ?? {}, `${below}/`)];
	});
}

describe.each([
	['botocore', botocore],
	['the SDK for JavaScript', javascript],
] as const)('%s', (client, model) => {
	it('knows every action', () => {
		expect(model.size).toBeGreaterThan(500);
		expect(actions.filter(({ name }) => !model.has(name))).toEqual([]);
	});

	it.each(actions.map((action) => [action.name, action] as const))('%s takes what it sends', (name, action) => {
		const request = model.get(name)?.request ?? new Map<string, Kind>();
		const wrong = declaredParameters(action.parameters).filter(([parameter, type]) => {
			const sent = request.get(parameter) ?? javascript.get(name)?.request.get(parameter);
			return !(sent === undefined
				? OF_OLD.has(`${name} ${parameter}`)
				: (KIND_OF_TYPE[type] ?? ['text']).includes(sent));
		});
		expect(wrong).toEqual([]);
	});

	it.each(actions.map((action) => [action.name, action] as const))('%s answers what it reads', (name, action) => {
		const response = model.get(name)?.response ?? new Map<string, Kind>();
		const wrong = declaredElements(action.response).filter(([path, kind]) => {
			const read = response.get(path) ?? javascript.get(name)?.response.get(path);
			const last = path.slice(path.lastIndexOf('/') + 1);
			return read !== kind && !ELEMENTS_OF_OLD.has(last);
		});
		expect(wrong).toEqual([]);
	});

	it('is told of each of its other parameters that this cloud does not have it', async () => {
		// actions that wait for something refuse whatever is asked
		const others = actions
			.filter(({ waitsFor }) => waitsFor === undefined)
			.flatMap(({ name, parameters }) => {
				const known = new Set(['DryRun', ...declaredParameters(parameters).map(([parameter]) => parameter)]);
				const sent = [...(model.get(name)?.request.keys() ?? [])];
				return sent.filter((each) => !known.has(each)).map((parameter) => ({ name, parameters, parameter }));
			});
		expect(others.length).toBeGreaterThan(client === 'botocore' ? 50 : 90);
		const misunderstood: unknown[] = [];
		for (const { name, parameters, parameter } of others) {
			const given = { ...usual(parameters), [parameter.replaceAll('.N', '.1')]: '1' };
			const code = codeOf(await call(endpoint.port, alice, { Action: name, ...given }));
			if (code !== 'UnsupportedOperation' && !UNKNOWN.some((each) => each.test(` ${parameter}`))) {
				misunderstood.push([name, parameter, code]);
			}
		}

		expect(misunderstood).toEqual([]);
	});
});

/** What is required, so that the request gets so far as to be asked for what is unknown. */
function usual(parameters: Parameters): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.values(parameters)
			.filter(({ required }) => required)
			.map(({ query, type }) => [query.replace(/\.N$/, '.1'), VALUES[type] ?? /`(\w+)`/.exec(type)?.[1] ?? 'x']),
	);
}

const VALUES: Readonly<Record<string, string>> = {
	integer: '1',
	boolean: 'true',
	base64: 'AAAA',
	'instance id': 'i-00000001',
	'image id': 'emi-00000001',
};

it.each(['DescribeInstanceAttribute', 'DescribeImageAttribute'])('%s knows every attribute that there is', (name) => {
	const words = botocore.get(name)?.words.get('Attribute') ?? [];
	const { type = '' } = actions.find((action) => action.name === name)?.parameters['attribute'] ?? {};
	expect(words.length).toBeGreaterThan(10);
	expect(words.filter((word) => !type.includes(`\`${word}\``))).toEqual([]);
});

describe('the filters that its documentation tells', () => {
	const documented = actions.flatMap(({ name }) => {
		const filters = botocore.get(name)?.filters ?? [];
		// names such as `tag:<key>`, and what is set or spelled wrong there
		return [...new Set(filters)]
			.filter((each) => !/^tag$|^parent-zone[A-Z]|</.test(each))
			.map((each) => [name, each] as const);
	});

	it('are known', async () => {
		expect(documented.length).toBeGreaterThan(200);
		const refused: unknown[] = [];
		for (const [Action, name] of documented) {
			const filter = { 'Filter.1.Name': name, 'Filter.1.Value.1': 'x' };
			const { status } = await call(endpoint.port, alice, { Action, ...filter });
			if (status !== 200) {
				refused.push([Action, name, status]);
			}
		}

		expect(refused).toEqual([]);
	});
});
