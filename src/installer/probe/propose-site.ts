import { validSite } from '../../site/load.ts';
import type { Site, SiteInput } from '../../site/schema.ts';
import type { HostFacts } from './facts.ts';
import { primaryDevice } from './network.ts';
import { freeSubnet, staticNetwork, translatedNetwork } from './propose-network.ts';

export interface SiteChoices {
	readonly frontEnd: string;
	/** Hosts that run instances; the front-end may be one of them. None: nodes are added later. */
	readonly nodes: readonly string[];
	/** Name of the one cluster; default: the short name of the front-end. */
	readonly zone?: string | undefined;
	readonly eucalyptus: string;
	readonly systemRoot: string;
	readonly instancePath: string;
	readonly sharedDirectory?: string | undefined;
	readonly network?: 'SYSTEM' | 'STATIC' | undefined;
	/** First and last address for instances, with STATIC. */
	readonly addresses?: readonly [string, string] | undefined;
	readonly cloudPort: number;
	readonly webPort: number;
	readonly clusterPort: number;
	readonly nodePort: number;
	readonly sshUser?: string | undefined;
	readonly sshPort?: number | undefined;
	readonly legacySsh?: boolean | undefined;
	/** What somebody else knows of the hosts: Rocks, or /etc/hosts. */
	readonly known?: ReadonlyMap<string, { readonly address?: string; readonly interface?: string }>;
}

/** What was seen of a host; nothing, if it did not answer. */
export interface SeenHost {
	readonly name: string;
	readonly facts?: HostFacts;
	/** How the front-end reaches it by name. */
	readonly resolved?: string;
}

/** A machine without a network still reaches itself. */
const LOOPBACK = '127.0.0.1';

/** Below this a small machine would offer no `small` instance beside another (zone report `UP 002/002`). */
const FEWEST_CORES = 2;

/** The only host is cloud controller, cluster controller and node. */
export function isAlone({ frontEnd, nodes }: Pick<SiteChoices, 'frontEnd' | 'nodes'>): boolean {
	return nodes.length > 0 && nodes.every((node) => node === frontEnd);
}

/** The site that the choices alone describe, before any host was looked at: enough to reach the hosts and to know what is wanted. */
export function draftSite(choices: SiteChoices): Site {
	return validSite(skeleton(choices), 'what was asked for');
}

/** A site made of the choices and of what was seen. Everything in it may be edited by a person afterwards. */
export function proposeSite(choices: SiteChoices, seen: readonly SeenHost[], siteHasDhcp: boolean): Site {
	const [first] = seen;
	const source = 'the site proposed by the probe';
	if (isAlone(choices)) {
		return validSite(first?.facts === undefined ? skeleton(choices) : singleMachine(choices, first.facts), source);
	}

	return validSite(severalMachines(choices, seen, siteHasDhcp), source);
}

function skeleton(choices: SiteChoices): SiteInput & { clusters: [SiteInput['clusters'][number]] } {
	const { frontEnd, nodes, sshUser: user, sshPort, legacySsh, sharedDirectory, known } = choices;
	const addresses = [...(known ?? [])].flatMap(([name, { address }]) =>
		address === undefined ? [] : [[name, { address }]],
	);
	return {
		version: 1,
		eucalyptus: choices.eucalyptus,
		systemRoot: choices.systemRoot,
		cloud: { host: frontEnd, port: choices.cloudPort, sslPort: choices.webPort },
		clusters: [
			{
				name: choices.zone ?? frontEnd.split('.')[0] ?? frontEnd,
				host: frontEnd,
				port: choices.clusterPort,
				nodePort: choices.nodePort,
				nodes: [...nodes],
			},
		],
		hosts: Object.fromEntries(addresses.filter(([name]) => name === frontEnd || nodes.includes(String(name)))),
		nodeDefaults: { instancePath: choices.instancePath },
		...(sharedDirectory === undefined ? {} : { sharedDirectory }),
		ssh: {
			...(user === undefined ? {} : { user }),
			...(sshPort === undefined ? {} : { port: sshPort }),
			...(legacySsh === undefined ? {} : { legacySsh }),
		},
	};
}

/** Without a question: instances on a bridge of their own that leads outside by address translation. */
function singleMachine(choices: SiteChoices, facts: HostFacts): SiteInput {
	const draft = skeleton(choices);
	const { frontEnd, instancePath } = choices;
	const { nodeDefaults: _, ...rest } = draft;
	const [cluster] = draft.clusters;
	return {
		...rest,
		clusters: [
			{ ...cluster, interface: 'eucabr0', network: translatedNetwork(freeSubnet(facts.network), facts.network) },
		],
		hosts: {
			[frontEnd]: {
				address: primaryAddress(facts) ?? LOOPBACK,
				hypervisor: facts.hypervisor.choice,
				instancePath,
				bridge: 'eucabr0',
				interface: 'eucabr0',
				maxCores: Math.max(facts.system.cores, FEWEST_CORES),
			},
		},
	};
}

interface NodeSettings {
	readonly bridge: string;
	readonly interface: string;
	readonly hypervisor?: 'xen' | 'kvm' | 'qemu';
}

/** Instances sit on the node network itself: the site's DHCP server gives them addresses, or ours a free piece of it. */
function severalMachines(choices: SiteChoices, seen: readonly SeenHost[], siteHasDhcp: boolean): SiteInput {
	const draft = skeleton(choices);
	const [cluster] = draft.clusters;
	const addressed = seen.map((host) => ({
		...host,
		address: choices.known?.get(host.name)?.address ?? addressOnNodeNetwork(host),
	}));
	const head = addressed.find(({ name }) => name === choices.frontEnd);
	const settings = new Map(
		addressed.flatMap(({ name, facts, address }) =>
			facts === undefined || !cluster.nodes.includes(name) ? [] : [[name, nodeSettings(facts, address)] as const],
		),
	);
	const usual = mostFrequent([...settings.values()]);
	const headDevice = deviceOf(head?.facts, head?.address) ?? choices.known?.get(choices.frontEnd)?.interface ?? 'eth0';
	const own = (name: string): Partial<NodeSettings> => {
		const mine = settings.get(name);
		const isHead = name === choices.frontEnd && mine !== undefined;
		return {
			...(mine === undefined || same(mine, usual) ? {} : mine),
			...(isHead && headDevice !== usual?.interface ? { interface: headDevice } : {}),
		};
	};
	const network =
		choices.network === 'SYSTEM' || (choices.network === undefined && siteHasDhcp)
			? undefined
			: staticNetwork(head, addressed, choices.addresses);
	return {
		...draft,
		clusters: [{ ...cluster, interface: headDevice, ...(network === undefined ? {} : { network }) }],
		hosts: Object.fromEntries(
			addressed.flatMap(({ name, address }) => {
				const entry = { ...(address === undefined ? {} : { address }), ...own(name) };
				return Object.keys(entry).length === 0 ? [] : [[name, entry]];
			}),
		),
		nodeDefaults: { instancePath: choices.instancePath, ...usual },
	};
}

/** The address by which the front-end knows it, if it is really its own; else that of the way outside. */
function addressOnNodeNetwork({ facts, resolved }: SeenHost): string | undefined {
	if (facts === undefined) {
		return resolved?.startsWith('127.') === true ? undefined : resolved;
	}

	const own = facts.network.devices.flatMap(({ addresses }) => addresses.map((cidr) => cidr.split('/')[0] ?? ''));
	const isUsable = resolved !== undefined && !resolved.startsWith('127.') && own.includes(resolved);
	return isUsable ? resolved : primaryAddress(facts);
}

/** The address of the interface that the default route leaves by; else the first that is not of the loopback. */
export function primaryAddress({ network }: HostFacts): string | undefined {
	return primaryDevice(network)?.addresses[0]?.split('/')[0];
}

function deviceOf(facts: HostFacts | undefined, address: string | undefined): string | undefined {
	return facts?.network.devices.find(({ addresses }) => addresses.some((cidr) => cidr.split('/')[0] === address))?.name;
}

/** An address that lies on a bridge means that the bridge is the one to plug instances into, and its port the interface. */
function nodeSettings(facts: HostFacts, address: string | undefined): NodeSettings {
	const { devices } = facts.network;
	const name = deviceOf(facts, address);
	const device = devices.find((one) => one.name === name);
	const over = devices.find(({ isBridge, ports }) => isBridge && name !== undefined && ports.includes(name));
	const bridge = device?.isBridge === true ? device : over;
	return {
		bridge: bridge?.name ?? 'xenbr0',
		interface: (bridge === undefined ? name : bridge.ports[0]) ?? 'eth0',
		hypervisor: facts.hypervisor.choice,
	};
}

function same(one: NodeSettings, other: NodeSettings | undefined): boolean {
	return one.bridge === other?.bridge && one.interface === other.interface && one.hypervisor === other.hypervisor;
}

function mostFrequent(all: readonly NodeSettings[]): NodeSettings | undefined {
	const counts = new Map<string, [NodeSettings, number]>();
	for (const one of all) {
		const key = JSON.stringify([one.bridge, one.interface, one.hypervisor]);
		counts.set(key, [one, (counts.get(key)?.[1] ?? 0) + 1]);
	}

	return [...counts.values()].sort((a, b) => b[1] - a[1])[0]?.[0];
}
