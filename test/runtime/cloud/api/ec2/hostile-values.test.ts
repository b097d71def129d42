import { afterAll, beforeAll, expect, it } from 'vitest';
import { actions } from '../../../../../src/runtime/cloud/api/ec2/actions/index.ts';
import type { Parameters } from '../../../../../src/runtime/cloud/api/ec2/schema/parameters.ts';
import { readXml } from '../../../../../src/runtime/wire/xml/read-xml.ts';
import { type EngineWithZone, startEngineWithZone } from '../../support/engine-with-zone.ts';
import { call, codeOf } from './support/call.ts';
import { type Endpoint, listenEc2 } from './support/endpoint.ts';

let at: EngineWithZone;
let endpoint: Endpoint;
let instanceId: string;
beforeAll(async () => {
	at = await startEngineWithZone();
	endpoint = await listenEc2(at.running.engine);
	[{ id: instanceId } = { id: '' }] = await at.run(at.running.admin);
});
afterAll(async () => {
	await endpoint.close();
	await at.close();
});

const VALUES = [
	'',
	'0',
	'-1',
	'999999999999999999999',
	'1e9',
	'NaN',
	'true',
	'a'.repeat(5000),
	'a\u0000b',
	'\ufffe',
	'😀'.repeat(300),
	'<x>&"\'',
	'\r\nX: y',
	'../../etc/passwd',
	'i-00000000',
	'sg-00000000',
	'__proto__',
	'constructor',
	'999.0.0.0/40',
	'default',
];

/** The name of each plain parameter, first items of lists. */
function namesOf(parameters: Parameters, before = ''): readonly string[] {
	return Object.values(parameters).flatMap(({ query, members }) => {
		const name = before + query.replaceAll('.N', '.1');
		return members === undefined ? [name] : namesOf(members, `${name}.`);
	});
}

/** Enough that the value itself is looked at. */
function complete(action: string, name: string): Record<string, string> {
	const required = actions.find((each) => each.name === action)?.parameters ?? {};
	const usual = Object.values<Parameters[string]>(required)
		.filter((each) => each.required && each.members === undefined)
		.map(({ query, type }) => [query.replaceAll('.N', '.1'), usualValue(query, type)]);
	const companions = name.startsWith('IpPermissions') ? PERMISSION : name.startsWith('Tag.') ? tag() : {};
	return { ...Object.fromEntries(usual), ...companions };
}

const PERMISSION = {
	GroupName: 'default',
	'IpPermissions.1.IpProtocol': 'tcp',
	'IpPermissions.1.FromPort': '1',
	'IpPermissions.1.ToPort': '2',
	'IpPermissions.1.IpRanges.1.CidrIp': '10.0.0.0/8',
};
const tag = () => ({ 'ResourceId.1': instanceId, 'Tag.1.Key': 'key', 'Tag.1.Value': 'value' });

function usualValue(query: string, type: string): string {
	switch (type) {
		case 'image id':
			return at.imageId;
		case 'instance id':
			return instanceId;
		case 'integer':
			return '1';
		default:
			return query === 'Attribute' ? 'kernel' : 'x';
	}
}

it('hostile values of any parameter of any action are the client’s mistake, or no harm', {
	timeout: 300_000,
}, async () => {
	// a third of the values for each parameter: alike ones are side by side
	const asked = actions
		.flatMap(({ name, parameters }) => namesOf(parameters).map((parameter) => [name, parameter] as const))
		.flatMap(([Action, name], index) =>
			VALUES.filter((_, each) => each % 3 === index % 3).map((value) => ({
				...complete(Action, name),
				Action,
				DryRun: 'false',
				[name]: value,
			})),
		);
	expect(asked.length).toBeGreaterThan(1500);
	const harmed: unknown[] = [];
	const waiting = asked.values();
	const worker = async () => {
		for (const parameters of waiting) {
			const answer = await call(endpoint.port, at.running.admin, parameters);
			const isRoom = codeOf(answer) === 'InsufficientInstanceCapacity';
			readXml(Buffer.from(answer.body), { bytes: 10_000_000, depth: 20, nodes: 1_000_000 });
			if (!(answer.status >= 200 && answer.status < 500) && !isRoom) {
				harmed.push({ parameters, answer });
			}
		}
	};
	await Promise.all(Array.from({ length: 8 }, worker));
	expect(harmed).toEqual([]);
	expect((await call(endpoint.port, at.running.admin, { Action: 'DescribeRegions' })).status).toBe(200);
});
