import * as z from 'zod';
import { siteSchema } from './schema.ts';

interface JsonSchema {
	readonly type?: string;
	readonly description?: string;
	readonly default?: unknown;
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
	readonly required?: readonly string[];
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly items?: JsonSchema;
	readonly additionalProperties?: JsonSchema | boolean;
	readonly oneOf?: readonly JsonSchema[];
}

/** docs/reference/site.schema.json: for editors that check and complete site.yaml. */
export function siteJsonSchema(): string {
	const schema = { title: 'Eucalyptus site', ...z.toJSONSchema(siteSchema, { io: 'input' }) };
	return `${JSON.stringify(schema, undefined, '\t')}\n`;
}

/** docs/reference/site.md, made from the schema. */
export function sitePage(): string {
	const schema = z.toJSONSchema(siteSchema, { io: 'input' }) as JsonSchema;
	return `# site.yaml

Generated from the schema in \`src/site/schema.ts\`; a test keeps this page equal to it.
The same as [JSON Schema](site.schema.json), which editors use to check and complete the file.

The site says what this cloud consists of. \`euca-setup --probe\` or \`euca-setup init\` writes it, a person may edit it,
everything else only reads it. A key without a default and without *optional* must be given.

\`\`\`yaml
version: 1
cloud: {host: frontend}
clusters:
  - {name: cluster1, host: frontend, nodes: [node1, node2]}
\`\`\`

| key | value | default | meaning |
|---|---|---|---|
${rows(schema, '').join('')}
Beyond the single keys: names of clusters, heads, nodes and addresses are given once; the ports that are used on one host
differ; addresses of a STATIC network lie inside its subnet and are neither the router's nor that for broadcast; every
host under \`hosts\` has a role.
`;
}

function rows(schema: JsonSchema, prefix: string): readonly string[] {
	return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
		const isOptional = !(schema.required ?? []).includes(name) && property.default === undefined;
		const cell = property.default === undefined ? (isOptional ? '*optional*' : '') : `\`${shown(property.default)}\``;
		const row = `| \`${prefix}${name}\` | ${kind(property)} | ${cell} | ${property.description ?? ''} |\n`;
		return [row, ...inner(property, `${prefix}${name}`)];
	});
}

function inner(property: JsonSchema, prefix: string): readonly string[] {
	if (property.oneOf !== undefined) {
		return property.oneOf.flatMap((choice) => {
			const mode = String(choice.properties?.['mode']?.const);
			const { mode: _, ...others } = choice.properties ?? {};
			const heading = `| \`${prefix}.mode: ${mode}\` | | | ${choice.description ?? ''} |\n`;
			return [heading, ...rows({ ...choice, properties: others }, `${prefix}.`)];
		});
	}

	if (typeof property.additionalProperties === 'object') {
		return rows(property.additionalProperties, `${prefix}.<host>.`);
	}

	return property.items === undefined ? rows(property, `${prefix}.`) : rows(property.items, `${prefix}[].`);
}

function kind(property: JsonSchema): string {
	if (property.const !== undefined) {
		return `\`${String(property.const)}\``;
	}

	if (property.enum !== undefined) {
		return property.enum.map((value) => `\`${String(value)}\``).join(' ');
	}

	return property.type === 'array'
		? `list of ${property.items?.type === 'object' ? 'objects' : 'names'}`
		: (property.type ?? 'object');
}

function shown(value: unknown): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
