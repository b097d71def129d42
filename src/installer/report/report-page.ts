import { renderHtml } from '../../common/template.ts';
import { explainSite } from '../../site/explain.ts';
import type { Site } from '../../site/schema.ts';
import type { ClusterLook, HostLook } from '../probe/cluster-look.ts';
import { FINDINGS, type Finding } from '../probe/findings.ts';
import { groupFindings } from '../probe/group-findings.ts';
import { PROBE_NAMES, PROBES } from '../probe/index.ts';
import { exitCodeOf } from '../probe/judge.ts';
import type { Probe } from '../probe/probe.ts';
import { gigabytes, stateOf } from '../probe/table.ts';
import { drawPicture } from './picture.ts';
import { stateOfHost } from './state.ts';

const SEVERITY_WORDS = { blocker: 'blocks', warning: 'warning', info: 'note' } as const;

/** report.html: one file that needs no other, to show and to print. Everything that a host said is escaped. */
export function reportPage(site: Site, look: ClusterLook, now: Date): string {
	const groups = groupFindings(look.findings, look.hosts.length).map(({ finding, hosts, names }) => ({
		...finding,
		word: SEVERITY_WORDS[finding.severity],
		hosts,
		names: names.length > 6 ? names.join(', ') : '',
	}));
	const byHost = Map.groupBy(look.findings, ({ host }) => host);
	const values = {
		title: `The cloud on ${site.cloud.host}`,
		date: now.toISOString().slice(0, 16).replace('T', ' '),
		verdict: verdictOf(look.findings),
		sentences: explainSite(site),
		picture: drawPicture(site, look),
		important: groups.filter(({ severity }) => severity !== 'info'),
		notes: groups.filter(({ severity }) => severity === 'info'),
		hosts: look.hosts.map((host) => hostView(host, byHost.get(host.name) ?? [])),
		isOne: look.hosts.length === 1,
		known: Object.keys(FINDINGS).length,
	};
	return renderHtml('report/report.html', cleaned(values));
}

function verdictOf(findings: readonly Finding[]) {
	const count = (severity: Finding['severity']) =>
		groupFindings(
			findings.filter((one) => one.severity === severity),
			0,
		).length;
	const [blockers, warnings] = [count('blocker'), count('warning')];
	const things = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
	return {
		0: { state: 'fine', text: 'Ready to install', detail: 'Nothing stands in the way.' },
		1: {
			state: 'blocked',
			text: 'Not ready',
			detail: `${things(blockers, 'thing')} must be put right first${warnings > 0 ? `, ${things(warnings, 'warning')} besides` : ''}.`,
		},
		2: { state: 'warned', text: 'Ready, with warnings', detail: `${things(warnings, 'thing')} could be better.` },
	}[exitCodeOf(findings)];
}

function hostView(host: HostLook, findings: readonly Finding[]) {
	const { name, facts, wish, clock, roundTripMs, late } = host;
	const state = stateOf(findings);
	const rows =
		facts === undefined
			? []
			: PROBE_NAMES.map((probe) => {
					const { title, summary } = PROBES[probe] as Probe<unknown>;
					return { title, text: late.includes(probe) ? 'unknown: a program hung' : summary(facts[probe]) };
				});
	return {
		name,
		roles: wish.roles.join(', '),
		state: stateOfHost(findings),
		stateText: state.toLowerCase(),
		system: facts === undefined ? 'no answer' : `${facts.system.os} ${facts.system.osVersion}`,
		cores: facts?.system.cores ?? '',
		memory: facts === undefined ? '' : gigabytes(facts.system.memoryMb),
		disk: facts === undefined ? '' : gigabytes(facts.disk.instancesFreeMb),
		address: facts?.network.devices.find((one) => one.name !== 'lo' && one.addresses.length > 0)?.addresses[0] ?? '',
		clock:
			clock === undefined ? '' : `${clock.offsetMs >= 0 ? '+' : '−'}${(Math.abs(clock.offsetMs) / 1000).toFixed(1)} s`,
		cost: roundTripMs === undefined ? '' : `${roundTripMs} ms`,
		rows,
		listeners: (facts?.ports.listener ?? []).map(({ address, port, pid, command }) => ({
			at: `${address}:${port}`,
			by: pid === undefined ? 'unknown' : `${pid} ${command}`.slice(0, 160),
		})),
		findings: findings.map(({ id, found, severity }) => ({ id, found, word: SEVERITY_WORDS[severity], severity })),
	};
}

/** Control characters, and those that turn the direction of writing round, have no place on a page. */
function cleaned<T>(value: T): T {
	if (typeof value === 'string') {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
		return value.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd') as T;
	}

	if (Array.isArray(value)) {
		return value.map(cleaned) as T;
	}

	return typeof value === 'object' && value !== null
		? (Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)])) as T)
		: value;
}
