import type { HostFacts } from './facts.ts';
import { FINDINGS, type Finding, type Severity } from './findings.ts';
import { PROBE_NAMES, PROBES } from './index.ts';
import type { Found, Probe, Wish } from './probe.ts';

const ORDER: readonly Severity[] = ['blocker', 'warning', 'info'];

/** What the facts mean, worst first. */
export function judge(host: string, facts: HostFacts, wish: Wish): readonly Finding[] {
	const found = PROBE_NAMES.flatMap((name) => (PROBES[name] as Probe<unknown>).judge(facts[name], wish));
	return found.map((one) => inWords(host, one)).sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

function inWords(host: string, { id, values = {} }: Found): Finding {
	const { severity, found, why, fix } = FINDINGS[id];
	const fill = (text: string) =>
		text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
	return { id, severity, host, found: fill(found), why: fill(why), fix: fill(fix) };
}
