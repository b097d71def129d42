import type { HostFacts } from './facts.ts';
import type { Finding, Severity } from './findings.ts';
import { PROBE_NAMES, PROBES } from './index.ts';
import type { Probe } from './probe.ts';

const WORDS: Readonly<Record<Severity, string>> = { blocker: 'BLOCKED', warning: 'warning', info: 'note' };
const WIDTH = 100;

/** What the probe found on one host, for people: a line per fact, then each finding with why it matters and what to do. */
export function probeTable(host: string, facts: HostFacts, findings: readonly Finding[]): readonly string[] {
	const titles = PROBE_NAMES.map((name) => PROBES[name].title);
	const wide = Math.max(...titles.map(({ length }) => length));
	return [
		`${host}`,
		...PROBE_NAMES.map((name) => {
			const probe = PROBES[name] as Probe<unknown>;
			return `  ${probe.title.padEnd(wide)}  ${probe.summary(facts[name])}`;
		}),
		...findings.flatMap((finding) => ['', ...findingLines(finding)]),
	];
}

function findingLines({ id, severity, found, why, fix }: Finding): readonly string[] {
	const first = `  ${WORDS[severity]}: ${found} (${id})`;
	return [first, ...wrapped(`why it matters: ${why}`), ...wrapped(`what to do: ${fix}`)];
}

function wrapped(text: string): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + word.length + 1 > WIDTH) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}

	return [...lines, line].map((one, index) => `${index === 0 ? '    ' : '      '}${one}`);
}
