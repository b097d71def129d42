import type { RocksRelease } from '../target.ts';
import type { HostView } from './host-view.ts';
import { parseXml, type XmlElement } from './xml.ts';

/** What of the base, xen and kvm rolls a roll can hang on. */
interface Base {
	readonly graph: XmlElement;
	readonly nodes: readonly string[];
}

const V = `<graph roll="base">
<edge from="server"><to>base</to></edge>
<edge from="client"><to>base</to></edge>
<edge from="compute"><to>client</to></edge>
<edge from="nas"><to>client</to></edge>
<edge from="vm-container"><to>client</to><to>xen-base</to></edge>
</graph>`;

const SINCE_6 = `<graph roll="base">
<edge from="server"><to>base</to></edge>
<edge from="client"><to>base</to></edge>
<edge from="compute"><to>client</to></edge>
<edge from="nas"><to>client</to></edge>
<edge from="client" cond="kvm"><to>kvm-base</to></edge>
</graph>`;

/** The graph that every front-end with the xen roll (5.0) or the kvm roll (later) has, with its nodes. */
export function baseProfile(rocks: RocksRelease): Base {
	const graph = parseXml(rocks === '5.0' ? V : SINCE_6);
	const common = ['server', 'base', 'client', 'compute', 'nas'];
	return { graph, nodes: rocks === '5.0' ? [...common, 'vm-container', 'xen-base'] : [...common, 'kvm-base'] };
}

/** An empty node file of the base roll. */
export const BASE_NODE = '<kickstart roll="base"/>';

/** What every host has as attributes, or as variables in Rocks V. */
const CLUSTER = {
	Kickstart_PublicHostname: 'cloud.example.org',
	Kickstart_PublicAddress: '192.0.2.10',
	Kickstart_PublicNetmask: '255.255.255.0',
	Kickstart_PublicGateway: '192.0.2.1',
	Kickstart_PublicDNSServers: '192.0.2.1',
	Kickstart_PublicDNSDomain: 'example.org',
	Kickstart_PrivateHostname: 'cloud',
	Kickstart_PrivateAddress: '10.1.1.1',
	Kickstart_PrivateNetwork: '10.0.0.0',
	Kickstart_PrivateNetmask: '255.0.0.0',
	Kickstart_PrivateBroadcast: '10.255.255.255',
	Kickstart_PrivateGateway: '10.1.1.1',
	Kickstart_PrivateDNSDomain: 'local',
	Kickstart_PrivateNTPHost: '10.1.1.1',
	Kickstart_Timezone: 'America/Los_Angeles',
	Info_ClusterName: 'Our Cluster',
} as const;

export const HOST_KINDS = ['frontend', 'vm-container', 'compute'] as const;
export type HostKind = (typeof HOST_KINDS)[number];

/** A host of that kind as Rocks sees it. `attributes` are laid over those of the example cluster. */
export function hostView(
	rocks: RocksRelease,
	arch: string,
	kind: HostKind,
	attributes: Readonly<Record<string, string>> = {},
): HostView {
	const name = kind === 'frontend' ? 'cloud' : `${kind}-0-0`;
	const membership = { frontend: 'Frontend', 'vm-container': 'VM Container', compute: 'Compute' }[kind];
	const root = kind === 'frontend' ? 'server' : rocks !== '5.0' && kind === 'vm-container' ? 'client' : kind;
	const own: Record<string, string> =
		rocks === '5.0'
			? {
					Info_RocksVersion: rocks,
					Node_Hostname: name,
					Node_Membership: membership,
					Node_Architecture: arch,
					Node_Distribution: `rocks-dist/lan/${arch}`,
				}
			: {
					hostname: name,
					appliance: kind,
					membership,
					arch,
					os: 'linux',
					rack: '0',
					rank: '0',
					rocks_version: rocks,
					...(rocks === '7.0' ? { rocks_version_major: '7' } : {}),
					...(kind === 'vm-container' ? { kvm: 'true' } : {}),
				};
	return { rocks, arch, root, attributes: { ...CLUSTER, ...own, ...attributes } };
}
