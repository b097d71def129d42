import { readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-ec2';

/** What kind of thing a client sends or expects. */
export type Kind = 'text' | 'number' | 'boolean' | 'time' | 'bytes' | 'list' | 'structure';

/** An action as the model of a client has it. */
export interface ModelledAction {
	/** Parameters by the names on the wire, lists as `Name.N`; only those that carry a value. */
	readonly request: ReadonlyMap<string, Kind>;
	/** Elements by their path below the response, `item` for what lists hold. */
	readonly response: ReadonlyMap<string, Kind>;
	/** The words that a parameter may have, where they are told. */
	readonly words: ReadonlyMap<string, readonly string[]>;
	/** The names of the filters that its documentation tells, if it tells any. */
	readonly filters: readonly string[];
}

export type Model = ReadonlyMap<string, ModelledAction>;

/** What both models say of a type, read when it is needed: types hold themselves. */
interface Shape {
	readonly kind: Kind;
	readonly words?: readonly string[] | undefined;
	readonly members: () => readonly Member[];
}

interface Member {
	/** In requests and in responses; `item` for what a list holds. */
	readonly sent: string;
	readonly received: string;
	readonly documentation?: string | undefined;
	readonly shape: Shape;
}

/** The model of Debian's botocore, which awscli and boto3 go by. It comes with documentation. */
export function botocoreModel(): Model {
	const path = '/usr/lib/python3/dist-packages/botocore/data/ec2/2016-11-15/service-2.json';
	const { operations, shapes } = JSON.parse(readFileSync(path, 'utf8')) as BotocoreModel;
	const shapeOf = (name: string): Shape => {
		const { type, members = {}, member, enum: words } = shapes[name] ?? { type: 'structure' };
		return {
			kind: BOTOCORE_KINDS[type] ?? 'number',
			words,
			members: () =>
				member === undefined
					? Object.entries(members).map(([key, each]) => ({
							sent: each.queryName ?? capital(each.locationName ?? key),
							received: each.locationName ?? key,
							documentation: each.documentation,
							shape: shapeOf(each.shape),
						}))
					: [{ sent: 'N', received: member.locationName ?? 'member', shape: shapeOf(member.shape) }],
		};
	};
	return new Map(
		Object.entries(operations).map(([name, { input, output }]) => [
			name,
			actionOf(input && shapeOf(input.shape), output && shapeOf(output.shape)),
		]),
	);
}

/** The model of Amazon's SDK for JavaScript, which is newer. */
export function javascriptModel(): Model {
	const exported: readonly unknown[] = Object.values(sdk);
	const schemas = exported
		.filter((each): each is readonly unknown[] => Array.isArray(each))
		.filter(([form]) => form === SDK_OPERATION);
	return new Map(
		schemas.map((operation) => [String(operation[2]), actionOf(sdkShape(operation[4]), sdkShape(operation[5]))]),
	);
}

interface BotocoreMember {
	readonly shape: string;
	readonly locationName?: string;
	readonly queryName?: string;
	readonly documentation?: string;
}

interface BotocoreModel {
	readonly operations: Readonly<Record<string, { readonly input?: BotocoreMember; readonly output?: BotocoreMember }>>;
	readonly shapes: Readonly<
		Record<
			string,
			{
				readonly type: string;
				readonly enum?: readonly string[];
				readonly members?: Readonly<Record<string, BotocoreMember>>;
				readonly member?: BotocoreMember;
			}
		>
	>;
}

const BOTOCORE_KINDS: Readonly<Record<string, Kind>> = {
	string: 'text',
	boolean: 'boolean',
	timestamp: 'time',
	blob: 'bytes',
	list: 'list',
	structure: 'structure',
};

/** Of the SDK: a number for a plain type, else an array: number of its form, namespace, name, traits, and what it holds. */
type Schema = unknown;

const SDK_KINDS: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
	[0, 'text'],
	[1, 'number'],
	[2, 'boolean'],
	[4, 'time'],
	[5, 'time'],
	[21, 'bytes'],
]);
const [SDK_LIST, SDK_STRUCTURE, SDK_OPERATION] = [1, 3, 9];
/** Added to the number of a plain type. */
const SDK_LIST_OF = 64;

function sdkShape(schema: Schema): Shape {
	const known = typeof schema === 'function' ? (schema() as Schema) : schema;
	if (typeof known === 'number' && known >= SDK_LIST_OF) {
		return { kind: 'list', members: () => [sdkItem(known - SDK_LIST_OF)] };
	}

	if (!Array.isArray(known)) {
		return { kind: SDK_KINDS.get(known) ?? 'text', members: () => [] };
	}

	const [form, , , , held, types] = known as readonly Schema[];
	switch (form) {
		case SDK_STRUCTURE:
			return {
				kind: 'structure',
				members: () => (held as readonly string[]).map((key, at) => sdkMember(key, (types as readonly Schema[])[at])),
			};
		case SDK_LIST:
			return { kind: 'list', members: () => [sdkItem(held)] };
		default:
			return sdkShape(held);
	}
}

function sdkMember(key: string, schema: Schema): Member {
	const [type, traits] = withTraits(schema);
	const received = traits['xmlName'] ?? key;
	return { sent: traits['ec2QueryName'] ?? capital(received), received, shape: sdkShape(type) };
}

function sdkItem(schema: Schema): Member {
	const [type, traits] = withTraits(schema);
	return { sent: 'N', received: traits['xmlName'] ?? 'member', shape: sdkShape(type) };
}

/** A member is its schema, or that and its traits. */
function withTraits(schema: Schema): readonly [Schema, Readonly<Record<string, string>>] {
	const isPair = Array.isArray(schema) && schema.length === 2;
	return isPair ? [schema[0], typeof schema[1] === 'object' ? schema[1] : {}] : [schema, {}];
}

function actionOf(input: Shape | undefined, output: Shape | undefined): ModelledAction {
	const request = new Map<string, Kind>();
	const response = new Map<string, Kind>();
	const filters = input?.members().find(({ sent }) => sent === 'Filter')?.documentation ?? '';
	walk(
		input,
		(path, kind) => (kind === 'list' || kind === 'structure' ? undefined : request.set(path, kind)),
		'sent',
		'.',
	);
	walk(output, (path, kind) => response.set(path, kind), 'received', '/');
	const words = input?.members().map(({ sent, shape }) => [sent, shape.words ?? []] as const);
	return {
		request,
		response,
		words: new Map(words),
		filters: [...filters.matchAll(/<li> <p> <code>([\w.:<>-]+)<\/code>/g)].map(([, name = '']) => name),
	};
}

function walk(
	shape: Shape | undefined,
	visit: (path: string, kind: Kind) => unknown,
	name: 'sent' | 'received',
	separator: string,
	prefix = '',
	depth = 0,
): void {
	// no action nests deeper, but for types that hold themselves
	for (const member of depth > 8 ? [] : (shape?.members() ?? [])) {
		const path = prefix + member[name];
		visit(path, member.shape.kind);
		walk(member.shape, visit, name, separator, path + separator, depth + 1);
	}
}

function capital(name: string): string {
	return name.charAt(0).toUpperCase() + name.slice(1);
}
