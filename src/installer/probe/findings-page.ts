import { FINDINGS, type Severity } from './findings.ts';

const MEANINGS: Readonly<Record<Severity, string>> = {
	blocker: 'the installation would fail; nothing is changed until it is put right',
	warning: 'it works, but not as one would wish',
	info: 'good to know',
};

/** docs/reference/findings.md, made from the table of findings. */
export function findingsPage(): string {
	const meanings = Object.entries(MEANINGS).map(([severity, meaning]) => `- **${severity}**: ${meaning}`);
	const sections = Object.entries(FINDINGS)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(
			([id, { severity, found, why, fix }]) =>
				`## ${id}\n\n**${severity}**: ${escaped(found)}\n\nWhy it matters: ${escaped(why)}\n\nWhat to do: ${escaped(fix)}\n`,
		);
	return [
		'# What the probe can find',
		'',
		'`euca-setup --probe` looks at hosts, changes nothing on them, and names each finding by one of these ids.',
		'Its exit status is 0 when all is well, 2 when there are warnings, 1 when something stands in the way.',
		'',
		...meanings,
		'',
		...sections,
	].join('\n');
}

/** `{port}` stands for a value; a dollar sign needs no care in Markdown. */
function escaped(text: string): string {
	return text.replace(/\{(\w+)\}/g, '*$1*');
}
