import { ec2Errors } from '../errors.ts';
import type { ParameterNode } from '../query/tree.ts';
import type { ApiVersion } from '../versions.ts';
import type { Scalar } from './scalars.ts';

/** What the reference page and the SOAP reader need to know of a parameter. */
export interface ParameterFacts {
	/** `Placement.AvailabilityZone`, `InstanceId.N`, `Filter.N` */
	readonly query: string;
	/** Path of child elements below the action's element: `placement/availabilityZone`, `instancesSet/item/instanceId`. */
	readonly soap: string;
	/** In words: `text`, `integer`, ... */
	readonly type: string;
	readonly required: boolean;
	/** One sentence for the reference page. */
	readonly note?: string | undefined;
	readonly since?: ApiVersion | undefined;
	/** In SOAP the value is the name of the one child element, of these, that is there. */
	readonly soapChoices?: readonly string[] | undefined;
	/** The parts of each entry of a list of structures; their names continue `query`. */
	readonly members?: Parameters;
}

export interface Parameter<T> extends ParameterFacts {
	/** The typed value below `root`; throws PARAMETER_*. `used` learns every node that was understood. */
	read(root: ParameterNode, used: Set<ParameterNode>): T;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** The values that an action gets for its parameters. */
export type Values<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

export interface ParameterOptions {
	/** Where SOAP has it, if that is not the Query name with small first letters. */
	readonly soap?: string;
	readonly note?: string;
	readonly since?: ApiVersion;
	/** Some clients send this single value as the first of a list: `Name.1`. */
	readonly alsoFirstOfList?: boolean;
	readonly soapChoices?: readonly string[];
}

/** One value; an empty one counts as absent, as the tools of 2008 send them. */
export function optional<T>(
	query: string,
	scalar: Scalar<T>,
	options: ParameterOptions = {},
): Parameter<T | undefined> {
	return {
		...facts(query, query, scalar.type, false, options),
		read(root, used) {
			const plain = find(root, query);
			const node = options.alsoFirstOfList === true ? (plain?.children.get('1') ?? plain) : plain;
			if (node?.value === undefined) {
				return undefined;
			}

			used.add(node);
			return node.value === '' ? undefined : scalar.read(node.value, node.name);
		},
	};
}

/** One value, where an empty one differs from none. */
export function optionalOrEmpty(query: string, scalar: Scalar<string>, options: ParameterOptions = {}) {
	const maybe = optional(query, scalar, options);
	return {
		...maybe,
		read(root: ParameterNode, used: Set<ParameterNode>): string | undefined {
			return maybe.read(root, used) ?? find(root, query)?.value;
		},
	};
}

export function required<T>(query: string, scalar: Scalar<T>, options: ParameterOptions = {}): Parameter<T> {
	const maybe = optional(query, scalar, options);
	return {
		...maybe,
		required: true,
		read(root, used) {
			const value = maybe.read(root, used);
			if (value === undefined) {
				throw ec2Errors('PARAMETER_MISSING', { name: query });
			}

			return value;
		},
	};
}

/** `Name.1`, `Name.2`, ... in any order, with gaps, from 0 or without an index (spec/ec2-api §6). */
export function list<T>(query: string, scalar: Scalar<T>, options: ParameterOptions = {}): Parameter<readonly T[]> {
	return {
		...facts(query, `${query}.N`, scalar.type, false, options),
		read(root, used) {
			return entries(root, query, used).flatMap((node) => {
				if (node.value === undefined) {
					return [];
				}

				used.add(node);
				return [scalar.read(node.value, node.name)];
			});
		},
	};
}

/** A list that must have at least one entry. */
export function requiredList<T>(
	query: string,
	scalar: Scalar<T>,
	options: ParameterOptions = {},
): Parameter<readonly T[]> {
	const maybe = list(query, scalar, options);
	return {
		...maybe,
		required: true,
		read(root, used) {
			const values = maybe.read(root, used);
			if (values.length === 0) {
				throw ec2Errors('PARAMETER_MISSING', { name: query });
			}

			return values;
		},
	};
}

/** `Name.1.Member`, `Name.2.Member`, ... */
export function structureList<const P extends Parameters>(
	query: string,
	members: P,
	options: ParameterOptions = {},
): Parameter<readonly Values<P>[]> {
	return {
		...facts(query, `${query}.N`, 'structure', false, options),
		members,
		read(root, used) {
			return entries(root, query, used).map((node) => readParameters(members, node, used));
		},
	};
}

/** All values of an action, or of one entry of a list of structures. */
export function readParameters<P extends Parameters>(
	parameters: P,
	root: ParameterNode,
	used: Set<ParameterNode>,
): Values<P> {
	const values: Record<string, unknown> = {};
	for (const key in parameters) {
		values[key] = parameters[key]?.read(root, used);
	}

	return values as Values<P>;
}

function facts(
	path: string,
	query: string,
	type: string,
	isRequired: boolean,
	options: ParameterOptions,
): ParameterFacts {
	return {
		query,
		soap: options.soap ?? soapPath(path, query !== path),
		type,
		required: isRequired,
		note: options.note,
		since: options.since,
		soapChoices: options.soapChoices,
	};
}

function soapPath(query: string, isList: boolean): string {
	const path = query
		.split('.')
		.map((part) => part.charAt(0).toLowerCase() + part.slice(1))
		.join('/');
	return isList ? `${path}/item` : path;
}

function find(root: ParameterNode, path: string): ParameterNode | undefined {
	let node: ParameterNode | undefined = root;
	for (const part of path.split('.')) {
		node = node?.children.get(part);
	}

	return node;
}

/** The entries of a list in the order of their indices; one without an index comes first. */
function entries(root: ParameterNode, path: string, used: Set<ParameterNode>): readonly ParameterNode[] {
	const node = find(root, path);
	if (node === undefined) {
		return [];
	}

	const indexed: { readonly index: number; readonly child: ParameterNode }[] = [];
	if (node.value === '' && node.children.size === 0) {
		used.add(node); // some SDKs spell an empty list so
	} else if (node.value !== undefined) {
		indexed.push({ index: -1, child: node });
	}

	for (const [key, child] of node.children) {
		if (/^\d+$/.test(key)) {
			indexed.push({ index: listIndex(key, child, indexed), child });
		}
	}

	return indexed.sort((a, b) => a.index - b.index).map(({ child }) => child);
}

function listIndex(key: string, child: ParameterNode, before: readonly { readonly index: number }[]): number {
	const index = Number(key);
	// `1` and `01` are one index spelled twice; only a leading zero can make such a pair
	if (key.length > 9 || (key.length > 1 && key.startsWith('0') && before.some((entry) => entry.index === index))) {
		throw ec2Errors('PARAMETER_INDEX', { name: child.name });
	}

	return index;
}
