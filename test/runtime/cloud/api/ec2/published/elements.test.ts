import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { actions } from '../../../../../../src/runtime/cloud/api/ec2/actions/index.ts';
import type { Elements } from '../../../../../../src/runtime/cloud/api/ec2/schema/elements.ts';
import { isPartOf, type KnownVersion } from '../../../../../../src/runtime/cloud/api/ec2/versions.ts';
import { type PublishedElement, parseTable } from './notation.ts';

/** What is published and optional, and means a thing that this cloud does not have. */
const LEFT_OUT = [
	// virtual private networks
	/\/(vpcId|subnetId|sourceDestCheck|networkInterfaceId|networkInterfaceOwnerId)$/,
	/^DescribeAddresses\/addressesSet\/privateIpAddress$/,
	/^(DescribeVpcs\/vpcSet|DescribeSubnets\/subnetSet)\//,
	// Windows, placement groups, spot instances, launches on behalf of others
	/\/(platform|placement\/group(Name|Id)|instanceLifecycle|requesterId)$/,
	// rules on groups have no description of their own; an image that is offered needs no reason
	/\/groups\/description$/,
	/^DescribeImages\/imagesSet\/stateReason$/,
	// how a bundle's upload was allowed
	/\/S3\/(AWSAccessKeyId|uploadPolicy|uploadPolicySignature)$/,
];

/** Paths of published elements that we do not declare. */
function missing(
	path: string,
	published: readonly PublishedElement[],
	declared: Elements | undefined,
	version: KnownVersion,
): readonly string[] {
	return published.flatMap(({ name, children }) => {
		const ours = declared?.[name];
		const at = `${path}/${name}`;
		if (LEFT_OUT.some((pattern) => pattern.test(at))) {
			return [];
		}

		return ours === undefined || !isPartOf(ours, version) ? [at] : missing(at, children, ours.members, version);
	});
}

it.each(['2008-05-05', '2016-11-15'] as const)('every element that %s publishes has its place', (version) => {
	const table = parseTable(readFileSync(join(import.meta.dirname, `${version}.txt`), 'utf8'));
	expect(table.size).toBeGreaterThan(30);
	const ours = new Map(actions.map((action) => [action.name, action.response as Elements]));
	expect([...table.keys()].filter((name) => !ours.has(name))).toEqual([]);
	expect([...table].flatMap(([name, elements]) => missing(name, elements, ours.get(name), version))).toEqual([]);
});

it('2008-05-05 has nothing that it does not publish', () => {
	const table = parseTable(readFileSync(join(import.meta.dirname, '2008-05-05.txt'), 'utf8'));
	const surplus = actions.flatMap(({ name, response }) => {
		const published = table.get(name);
		const known = new Set(published?.map((element) => element.name));
		return Object.entries(response as Elements)
			.filter(([element, options]) => published !== undefined && isPartOf(options, '2008-05-05') && !known.has(element))
			.map(([element]) => `${name}/${element}`);
	});
	expect(surplus).toEqual([]);
});
