import pLimit from 'p-limit';
import { hostEntry, hostsOf } from '../../site/hosts.ts';
import type { Interrupted } from '../gate/journal.ts';
import { surveyHost } from '../plan/survey.ts';
import { SIDE_BY_SIDE } from '../side-by-side.ts';
import type { Host } from '../transport/host.ts';
import type { Installation } from './phase.ts';

/**
 * Whether this run is to go on with that one. One that failed elsewhere is over when the hosts it failed on are gone, and
 * waits while none of them is reached.
 */
export function isOpen(run: Interrupted | undefined, { site, hosts, failed }: Installation): run is Interrupted {
	if (run?.unfinished === undefined) {
		return run !== undefined;
	}

	const isReached = (name: string) => !failed.has(name) && hosts.some((host) => host.name === name);
	return run.unfinished.some(isReached) || !run.unfinished.some((name) => hostEntry(site, name) !== undefined);
}

/** The latest of the runs that are still open: what this one does belongs to it, on every host. */
export function latestOpen(
	runs: readonly (Interrupted | undefined)[],
	installation: Installation,
): Interrupted | undefined {
	return runs
		.flatMap((run) => (isOpen(run, installation) && run.run !== '' ? [run] : []))
		.sort((a, b) => (a.since < b.since ? -1 : 1))
		.at(-1);
}

/** Hosts that the earlier run failed on and that take no part in this one. */
export function leftOut({ unfinished = [] }: Interrupted, { site, hosts }: Installation): readonly string[] {
	return unfinished.filter((name) => hostEntry(site, name) !== undefined && !hosts.some((host) => host.name === name));
}

/**
 * What hosts that take no part remember of runs that are still open. The cloud controller's knows of every failure unless
 * it was the one that failed; only if it speaks of one all others are asked as well. Who does not answer is left alone.
 */
export async function rememberedElsewhere(installation: Installation): Promise<ReadonlyMap<Host, Interrupted>> {
	const { site, hosts, openMore } = installation;
	const part = new Set(hosts.map(({ name }) => name));
	const others = hostsOf(site).filter((name) => !part.has(name));
	if (openMore === undefined || others.length === 0) {
		return new Map();
	}

	const askOne = async (name: string): Promise<readonly (readonly [Host, Interrupted])[]> => {
		try {
			const host = await openMore(name);
			const { interrupted } = await surveyHost(host, { site, paths: [], programs: [], isCloud: false });
			return isOpen(interrupted, installation) ? [[host, interrupted]] : [];
		} catch {
			return [];
		}
	};
	const limit = pLimit(SIDE_BY_SIDE);
	const ask = async (names: readonly string[]) =>
		(await Promise.all(names.map((name) => limit(() => askOne(name))))).flat();
	const cloud = others.filter((name) => name === site.cloud.host);
	const first = await ask(cloud);
	const rest = cloud.length === 0 || first.length > 0 ? await ask(others.filter((name) => !cloud.includes(name))) : [];
	return new Map([...first, ...rest]);
}
