import type { HostFacts } from './facts.ts';
import { FINDINGS, type Finding, type Severity } from './findings.ts';
import { PROBE_NAMES, PROBES, type ProbeName } from './index.ts';
import type { Found, Probe, Wish } from './probe.ts';

const ORDER: Readonly<Record<Severity, number>> = { blocker: 0, warning: 1, info: 2 };

/** What the facts of one host mean, worst first. Of probes in which a program hung nothing is said: their answer is half. */
export function judge(host: string, facts: HostFacts, wish: Wish, late: readonly ProbeName[] = []): readonly Finding[] {
	const found = PROBE_NAMES.filter((name) => !late.includes(name)).flatMap((name) =>
		(PROBES[name] as Probe<unknown>).judge(facts[name], wish),
	);
	return inOrder(found.map((one) => inWords(host, one)));
}

export function inOrder(findings: readonly Finding[]): readonly Finding[] {
	return findings.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** 0 fine, 1 blocked, 2 warnings. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 2 {
	if (findings.some(({ severity }) => severity === 'blocker')) {
		return 1;
	}

	return findings.some(({ severity }) => severity === 'warning') ? 2 : 0;
}

export function inWords(host: string, { id, values = {} }: Found): Finding {
	const { severity, found, why, fix } = FINDINGS[id];
	const fill = (text: string) =>
		text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
	return { id, severity, host, found: fill(found), why: fill(why), fix: fill(fix) };
}
