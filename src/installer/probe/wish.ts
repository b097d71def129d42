import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../common/layout.ts';
import { hostEntry, nodeSettings, sharedMount } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import type { WantedPort, Wish } from './probe.ts';

/**
 * What a site wants of one of its hosts. Where it names the hypervisor that is settled; else KVM is tried with the first of
 * `kernels` that the host has.
 */
export function wishOf(site: Site, host: string, kernels: readonly string[] = []): Wish {
	const entry = hostEntry(site, host);
	const cluster = entry?.memberOf ?? entry?.heads;
	const settings = nodeSettings(site, host);
	const alone = site.clusters.every(({ host: head, nodes }) =>
		[head, ...nodes].every((name) => name === site.cloud.host),
	);
	const sharedFrom = sharedMount(site, host);
	const isTranslated = cluster?.network.mode === 'STATIC' && cluster.network.nat;
	return {
		roles: entry?.roles ?? [],
		alone,
		ownLibraries: bringsLibraries(),
		eucalyptus: site.eucalyptus,
		systemRoot: site.systemRoot,
		instancePath: settings.instancePath ?? site.eucalyptus,
		...(isTranslated || settings.bridge === undefined ? {} : { bridge: settings.bridge }),
		...(cluster === undefined || alone ? {} : { network: cluster.network.mode }),
		...(site.sharedDirectory === undefined ? {} : { sharedDirectory: site.sharedDirectory }),
		...(sharedFrom === undefined ? {} : { sharedFrom }),
		ports: portsOf(site, host),
		kernels: settings.hypervisor === undefined ? kernels : [],
		hypervisor: settings.hypervisor,
	};
}

/** The Node.js that is brought has its C library with it, unless it was built without. */
function bringsLibraries(root = packageRoot()): boolean {
	const bundle = existsSync(join(root, 'bundle.json')) ? root : join(root, 'dist');
	return !existsSync(join(bundle, 'bundle.json')) || existsSync(join(bundle, 'node/lib'));
}

/** Kernels that lie about on a host and may be tried, after those that a person names. */
export function kernelsToTry(named: readonly string[] = []): readonly string[] {
	return [...named, join(packageRoot(), 'build/test-image/vmlinuz'), '/boot/vmlinuz*'];
}

/** The ports that the roles of a host listen on. */
export function portsOf(site: Site, host: string): readonly WantedPort[] {
	const entry = hostEntry(site, host);
	const { heads, memberOf } = entry ?? {};
	return [
		...(entry?.roles.includes('cloud') === true
			? [
					{ port: site.cloud.port, what: 'cloud controller (EC2 interface)', option: '--cloud-port' },
					{ port: site.cloud.sslPort, what: 'web site', option: '--web-port' },
				]
			: []),
		...(heads === undefined ? [] : [{ port: heads.port, what: 'cluster controller', option: '--cluster-port' }]),
		...(memberOf === undefined ? [] : [{ port: memberOf.nodePort, what: 'node controller', option: '--node-port' }]),
	];
}
