import type { HostLook } from '../cluster-look.ts';
import type { DhcpAnswer } from '../dhcp/discover.ts';
import type { Found } from '../probe.ts';

/** What can be seen only by looking at several hosts: pairs of a host and what was found there. */
export interface Comparison {
	readonly title: string;
	compare(
		hosts: readonly HostLook[],
		dhcp: readonly DhcpAnswer[] | undefined,
	): readonly (readonly [host: string, found: Found])[];
}

/** The values that more than one host has, with their hosts. Values of '' are no value. */
export function sharedBy<T>(
	hosts: readonly T[],
	valuesOf: (host: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
	const owners = new Map<string, T[]>();
	for (const host of hosts) {
		for (const value of new Set(valuesOf(host))) {
			if (value === '') {
				continue;
			}

			const known = owners.get(value);
			if (known === undefined) {
				owners.set(value, [host]);
			} else {
				known.push(host);
			}
		}
	}

	return new Map([...owners].filter(([, all]) => all.length > 1));
}

/** `node1, node2 and 5 more` */
export function listed(names: readonly string[], most = 6): string {
	return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
