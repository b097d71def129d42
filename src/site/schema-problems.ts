import * as z from 'zod';
import { nearestWord } from '../conf/nearest.ts';
import type { SiteProblem } from './problem.ts';
import { siteSchema } from './schema.ts';

/** What zod found, in the words of the person who wrote the file: key path, problem, fix. */
export function problemsOf(error: z.ZodError, data: unknown): readonly SiteProblem[] {
	return error.issues.flatMap((issue) => {
		const key = keyPath(issue.path);
		if (issue.code === 'unrecognized_keys') {
			return issue.keys.map((unknown) => ({
				key: keyPath([...issue.path, unknown]),
				problem: `is not a key here${hint(unknown, issue.path)}`,
			}));
		}

		return [
			{ key: key === '' ? 'the file' : key, problem: `${issue.message}${typeHint(issue, at(data, issue.path))}` },
		];
	});
}

/** `clusters[0].nodes[3]` */
export function keyPath(path: readonly PropertyKey[]): string {
	return path.reduce<string>((text, part) => {
		if (typeof part === 'number') {
			return `${text}[${part}]`;
		}

		return text === '' ? String(part) : `${text}.${String(part)}`;
	}, '');
}

function typeHint(issue: z.core.$ZodIssue, value: unknown): string {
	if (issue.code !== 'invalid_type') {
		return value === undefined || typeof value === 'object' ? '' : `, not ${shown(value)}`;
	}

	if (value === undefined) {
		return '; this key is required';
	}

	return issue.expected === 'string' && typeof value !== 'object' ? `; write it in quotes: "${value}"` : '';
}

function shown(value: unknown): string {
	const text = JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function at(data: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], data);
}

interface JsonSchema {
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly items?: JsonSchema;
	readonly additionalProperties?: JsonSchema | boolean;
	readonly oneOf?: readonly JsonSchema[];
	readonly anyOf?: readonly JsonSchema[];
}

/** Names the key that was meant, else those that are possible. */
function hint(unknown: string, path: readonly PropertyKey[]): string {
	const known = keysAt(z.toJSONSchema(siteSchema, { io: 'input' }) as JsonSchema, path);
	const close = nearestWord(unknown, known);
	return close === undefined ? `; the keys are ${known.join(', ')}` : `; did you mean ${close}?`;
}

function keysAt(schema: JsonSchema, path: readonly PropertyKey[]): readonly string[] {
	const choices = [schema, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
	const [part, ...rest] = path;
	if (part === undefined) {
		return [...new Set(choices.flatMap((choice) => Object.keys(choice.properties ?? {})))];
	}

	const inner = choices.flatMap((choice) => {
		const other = typeof choice.additionalProperties === 'object' ? choice.additionalProperties : undefined;
		const next = typeof part === 'number' ? choice.items : (choice.properties?.[String(part)] ?? other);
		return next === undefined ? [] : [next];
	});
	return [...new Set(inner.flatMap((next) => keysAt(next, rest)))];
}
