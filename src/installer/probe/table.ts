import type { ClusterLook, HostLook } from './cluster-look.ts';
import type { Finding, Severity } from './findings.ts';
import { groupFindings } from './group-findings.ts';
import { hypervisorName } from './hypervisor.ts';
import { PROBE_NAMES, PROBES } from './index.ts';
import type { Probe } from './probe.ts';

const WORDS: Readonly<Record<Severity, string>> = { blocker: 'BLOCKED', warning: 'warning', info: 'note' };
const WIDTH = 106;

/**
 * What was seen, for people: all facts of one host, or a line per host; then each finding once, with its hosts. `columns`
 * are those of the terminal; without, lines are as long as what they say.
 */
export function clusterTable(look: ClusterLook, columns?: number): readonly string[] {
	const [only, ...others] = look.hosts;
	const facts = only === undefined || others.length > 0 ? hostLines(look, columns) : [only.name, ...factLines(only)];
	const groups = groupFindings(look.findings, look.hosts.length);
	return [...facts, ...groups.flatMap((group) => ['', ...findingLines(group.hosts, group.finding, columns)])].map(
		printable,
	);
}

function factLines({ facts, late }: HostLook): readonly string[] {
	const wide = Math.max(...PROBE_NAMES.map((name) => PROBES[name].title.length));
	return facts === undefined
		? []
		: PROBE_NAMES.map((name) => {
				const probe = PROBES[name] as Probe<unknown>;
				const text = late.includes(name) ? 'unknown: a program hung' : probe.summary(facts[name]);
				return `  ${probe.title.padEnd(wide)}  ${text}`;
			});
}

const HEADINGS = ['HOST', 'ROLES', 'ADDRESS', 'SYSTEM', 'CORES', 'MEMORY', 'DISK FREE', 'HYPERVISOR', 'STATE'];
/** What a narrow terminal does without, in this order; report.html has it. */
const FIRST_TO_GO = ['CORES', 'SYSTEM', 'MEMORY', 'ADDRESS', 'DISK FREE', 'HYPERVISOR', 'ROLES'];

function hostLines({ hosts, findings }: ClusterLook, columns = Number.POSITIVE_INFINITY): readonly string[] {
	const byHost = Map.groupBy(findings, ({ host }) => host);
	const rows = [
		HEADINGS,
		...hosts.map((host) => [
			host.name,
			host.wish.roles.join(' '),
			...cellsOf(host),
			stateOf(byHost.get(host.name) ?? []),
		]),
	];
	const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const gone = new Set<string>();
	const lines = () =>
		rows.map((row) =>
			row
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.filter((_, column) => !gone.has(HEADINGS[column] ?? ''))
				.join('  ')
				.trimEnd(),
		);
	for (const heading of FIRST_TO_GO) {
		if (lines().every((line) => line.length <= columns)) {
			break;
		}

		gone.add(heading);
	}

	return lines();
}

function cellsOf({ facts, wish }: HostLook): readonly string[] {
	if (facts === undefined) {
		return ['-', '-', '-', '-', '-', '-'];
	}

	const { system, disk, hypervisor, network } = facts;
	const address = network.devices.find(({ name, addresses }) => name !== 'lo' && addresses.length > 0)?.addresses[0];
	return [
		address ?? 'none',
		`${system.os || 'unknown'} ${system.osVersion}`.trim(),
		String(system.cores),
		gigabytes(system.memoryMb),
		gigabytes(disk.instancesFreeMb),
		hypervisorName(hypervisor, wish) ?? 'none',
	];
}

/** What a line of the table ends with. */
export function stateOf(findings: readonly Finding[]): string {
	const count = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
	const [blockers, warnings] = [count('blocker'), count('warning')];
	if (blockers > 0) {
		return `BLOCKED (${blockers})`;
	}

	return warnings > 0 ? `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : 'fine';
}

export function gigabytes(megabytes: number): string {
	return megabytes < 1024 ? `${megabytes} MB` : `${(megabytes / 1024).toFixed(megabytes < 10_240 ? 1 : 0)} GB`;
}

function findingLines(
	hosts: string,
	{ id, severity, found, why, fix }: Finding,
	columns: number | undefined,
): readonly string[] {
	const first = `${WORDS[severity]}: ${hosts === '' ? '' : `${hosts}: `}${found} (${id})`;
	const most = Math.min(WIDTH, columns ?? WIDTH) - 6;
	return [
		...(columns === undefined ? [`  ${first}`] : wrapped(first, most, ['  ', '    '])),
		...wrapped(`why it matters: ${why}`, most),
		...wrapped(`what to do: ${fix}`, most),
	];
}

function wrapped(text: string, most: number, [begin, go] = ['    ', '      ']): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + word.length + 1 > most) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}

	return [...lines, line].map((one, index) => `${index === 0 ? begin : go}${one}`);
}

/** A host may say what it likes; a terminal must not do it. */
function printable(line: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
	return line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
