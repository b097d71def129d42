import type { ClusterLook } from './cluster-look.ts';
import type { HostFacts } from './facts.ts';
import type { Finding } from './findings.ts';
import { exitCodeOf } from './judge.ts';

interface HostJson {
	readonly roles: readonly string[];
	/** Null where the host did not answer. */
	readonly facts: HostFacts | null;
	/** How far its clock is ahead of ours. */
	readonly clockOffsetMs: number | null;
	/** What a command costs that does nothing. */
	readonly roundTripMs: number | null;
	/** Addresses of the other hosts, as this one resolves their names. */
	readonly names: Readonly<Record<string, string>>;
	readonly findings: readonly Finding[];
}

/** Everything that was seen, for programs: by host, and all findings once more, worst first. */
export function probeJson({ hosts, findings, dhcp }: ClusterLook) {
	const byHost = Map.groupBy(findings, ({ host }) => host);
	return {
		exitCode: exitCodeOf(findings),
		hosts: Object.fromEntries(
			hosts.map(({ name, wish, facts, clock, roundTripMs }): [string, HostJson] => [
				name,
				{
					roles: wish.roles,
					facts: facts ?? null,
					clockOffsetMs: clock?.offsetMs ?? null,
					roundTripMs: roundTripMs ?? null,
					names: facts?.names.addresses ?? {},
					findings: byHost.get(name) ?? [],
				},
			]),
		),
		findings,
		dhcpServers: dhcp ?? null,
	};
}
