import { actions } from './actions/index.ts';
import { RUN_FEATURES_MISSING } from './describe/run-refusals.ts';
import type { Action } from './schema/action.ts';
import type { Element, Elements } from './schema/elements.ts';
import type { ParameterFacts, Parameters } from './schema/parameters.ts';

/** docs/reference/ec2-actions.md, made from the definitions of the actions. */
export function referencePage(): string {
	return `# EC2 actions

Generated from the definitions in \`src/runtime/cloud/api/ec2/actions\`; a test keeps this page equal to them.

Every action is offered in the Query interface and in SOAP, in any version of the API from 2006-06-26 to 2016-11-15;
another date counts as the newest version not later than it. The column *since* tells the version of Amazon's that
brought a name; parameters are understood in every version, elements of the response are written from that version on.
\`DryRun\` belongs to every action. An element with \`?\` may be absent; \`[ ]\` holds \`<item>\` elements.

${actions.map(section).join('\n')}
## What Amazon has and this cloud has not

These parameters answer \`UnsupportedOperation\`, which names what they ask for. Any other that is not listed above is
\`UnknownParameter\`.

| action | asks for | with |
|---|---|---|
${notOffered()}
## What waits for parts to come

These actions are understood, and answer as a cloud without the part does. Any other action is \`InvalidAction\`.

| action | waits for | answers |
|---|---|---|
${waiting()}`;
}

function waiting(): string {
	const rows = actions.flatMap(({ name, waitsFor }) => (waitsFor === undefined ? [] : [[name, waitsFor] as const]));
	const features = RUN_FEATURES_MISSING.map(
		({ feature }) => ['RunInstances', { part: feature, answers: '`UnsupportedOperation`' }] as const,
	);
	return [...rows, ...features].map(([name, { part, answers }]) => `| ${name} | ${part} | ${answers} |\n`).join('');
}

function notOffered(): string {
	return actions
		.flatMap(({ name, notOffered = {} }) => {
			const byFeature = Map.groupBy(Object.entries(notOffered), ([, feature]) => feature);
			return [...byFeature].map(([feature, entries]) => {
				const parameters = entries.map(([parameter]) => `\`${parameter}\``).join(', ');
				return `| ${name} | ${feature} | ${parameters} |\n`;
			});
		})
		.join('');
}

function section(action: Action): string {
	const notes = (action.notes ?? []).map((note) => `- ${note}\n`).join('');
	const who = action.access === 'administrator' ? ' For the administrator only.' : '';
	return `## ${action.name}

${action.summary}${who} Since ${action.since}.

${notes === '' ? '' : `${notes}\n`}${parameterTable(action.parameters)}Response:

\`\`\`
${elementLines(action.response, '').join('\n')}
\`\`\`
`;
}

function parameterTable(parameters: Parameters): string {
	const rows = parameterRows(parameters, '', '');
	return rows.length === 0
		? ''
		: `| parameter | in SOAP | type | since | |\n|---|---|---|---|---|\n${rows.join('\n')}\n\n`;
}

function parameterRows(parameters: Parameters, query: string, soap: string): readonly string[] {
	return Object.values(parameters).flatMap((parameter: ParameterFacts) => {
		const name = query + parameter.query;
		const path = soap + parameter.soap;
		const remarks = [
			...(parameter.required ? ['required'] : []),
			...(parameter.note === undefined ? [] : [parameter.note]),
		];
		const row = `| \`${name}\` | \`${path}\` | ${parameter.type} | ${parameter.since ?? ''} | ${remarks.join('; ')} |`;
		return [row, ...(parameter.members === undefined ? [] : parameterRows(parameter.members, `${name}.`, `${path}/`))];
	});
}

function elementLines(elements: Elements, indent: string): readonly string[] {
	return Object.entries(elements).flatMap(([name, element]) => {
		const line = `${indent}${name}${suffix(element)}`;
		return [line, ...(element.members === undefined ? [] : elementLines(element.members, `${indent}  `))];
	});
}

function suffix({ kind, isOptional, since, before }: Element<unknown>): string {
	const form = { text: '', integer: ' integer', boolean: ' boolean', time: ' time', structure: '', list: ' [ ]' }[kind];
	const versions = [
		...(since === undefined ? [] : [`since ${since}`]),
		...(before === undefined ? [] : [`before ${before}`]),
	];
	return `${isOptional === true ? '?' : ''}${form}${versions.length === 0 ? '' : ` (${versions.join(', ')})`}`;
}
