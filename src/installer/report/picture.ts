import type { Site, SiteCluster } from '../../site/schema.ts';
import type { ClusterLook, HostLook } from '../probe/cluster-look.ts';
import type { Finding } from '../probe/findings.ts';
import { type Card, type CardBox, drawCard, shortened } from './card.ts';
import { type CardSize, cardSizeFor, placeCards } from './picture-layout.ts';
import { stateOfHost } from './state.ts';

export interface Wire {
	readonly path: string;
	readonly kind: 'call' | 'net' | 'broken';
}

export interface Label {
	readonly x: number;
	readonly y: number;
	readonly text: string;
	readonly anchor: 'start' | 'middle' | 'end';
	readonly kind: 'port' | 'zone' | 'net';
}

export interface Picture {
	readonly width: number;
	readonly height: number;
	readonly cards: readonly Card[];
	readonly wires: readonly Wire[];
	readonly labels: readonly Label[];
	readonly frames: readonly {
		readonly x: number;
		readonly y: number;
		readonly width: number;
		readonly height: number;
	}[];
	/** What is no host: users, the shared directory, a DHCP server. */
	readonly others: readonly Other[];
}

interface Other {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly middle: number;
	readonly nameY: number;
	readonly textY: number;
	readonly name: string;
	readonly text: string;
	readonly broken: boolean;
}

const WIDTH = 1040;
const FRONT = { x: 330, y: 16, width: 380, height: 92 } as const;
const SIDE = { width: 190, height: 56 } as const;

/** Who is where, what talks to what over which port, and what is wrong: made of the site and of what was seen. */
export function drawPicture(site: Site, look: ClusterLook): Picture {
	const byHost = Map.groupBy(look.findings, ({ host }) => host);
	const drawn = new Drawing(site, look, byHost);
	drawn.front();
	drawn.surroundings();
	let y = FRONT.y + FRONT.height + 34;
	for (const cluster of site.clusters) {
		y = drawn.cluster(cluster, y) + 26;
	}

	return drawn.finish(y);
}

/** Collects the parts; what was placed last is known to the next. */
class Drawing {
	readonly #site: Site;
	readonly #look: ClusterLook;
	readonly #byHost: ReadonlyMap<string, readonly Finding[]>;
	readonly #hosts: ReadonlyMap<string, HostLook>;
	readonly #cards: Card[] = [];
	readonly #wires: Wire[] = [];
	readonly #labels: Label[] = [];
	readonly #frames: { x: number; y: number; width: number; height: number }[] = [];
	readonly #others: Other[] = [];

	constructor(site: Site, look: ClusterLook, byHost: ReadonlyMap<string, readonly Finding[]>) {
		this.#site = site;
		this.#look = look;
		this.#byHost = byHost;
		this.#hosts = new Map(look.hosts.map((host) => [host.name, host]));
	}

	front(): void {
		const { host } = this.#site.cloud;
		const heads = this.#site.clusters.filter((cluster) => cluster.host === host).map(({ port }) => `cluster :${port}`);
		const isNode = this.#site.clusters.some(({ nodes }) => nodes.includes(host));
		const roles = ['cloud', ...heads, ...(isNode ? [`node :${this.#nodePort(host)}`] : [])];
		this.#card(host, FRONT, 'large', `controllers: ${roles.join(' · ')}`);
	}

	surroundings(): void {
		const { cloud, sharedDirectory } = this.#site;
		const middle = FRONT.y + FRONT.height / 2;
		this.#other(20, middle - SIDE.height / 2, 'users', 'EC2 clients, browsers');
		this.#wires.push({ path: `M${20 + SIDE.width} ${middle} H${FRONT.x}`, kind: 'call' });
		this.#label((20 + SIDE.width + FRONT.x) / 2, middle - 7, `${cloud.port} EC2`, 'middle', 'port');
		this.#label((20 + SIDE.width + FRONT.x) / 2, middle + 17, `${cloud.sslPort} web`, 'middle', 'port');
		const right = WIDTH - 20 - SIDE.width;
		const beside: { name: string; text: string; broken: boolean }[] = [];
		if (sharedDirectory !== undefined) {
			const broken = this.#look.findings.some(({ id, severity }) => id.startsWith('SHARED_') && severity === 'blocker');
			beside.push({ name: 'shared directory', text: sharedDirectory, broken });
		}

		const [server] = this.#look.dhcp ?? [];
		if (server !== undefined) {
			beside.push({
				name: 'DHCP server',
				text: server.server,
				broken: this.#look.findings.some(({ id }) => id === 'FOREIGN_DHCP'),
			});
		}

		beside.forEach(({ name, text, broken }, index) => {
			const y = middle - SIDE.height / 2 + (index - (beside.length - 1) / 2) * (SIDE.height + 6);
			this.#other(right, y, name, text, broken);
			this.#wires.push({
				path: `M${FRONT.x + FRONT.width} ${middle} H${right - 40} V${y + SIDE.height / 2} H${right}`,
				kind: broken ? 'broken' : 'net',
			});
		});
	}

	/** One availability zone: its head, unless that is the front-end above, the wire, and the nodes on it. Returns its lower edge. */
	cluster(cluster: SiteCluster, top: number): number {
		const hasOwnHead = cluster.host !== this.#site.cloud.host;
		const others = cluster.nodes.filter((name) => name !== this.#site.cloud.host && name !== cluster.host);
		const size = cardSizeFor(others.length);
		const busY = top + 36 + (hasOwnHead ? 96 : 0);
		const middle = WIDTH / 2;
		const isFirst = this.#frames.length === 0;
		const start = isFirst
			? `M${middle} ${FRONT.y + FRONT.height}`
			: `M${FRONT.x + 40} ${FRONT.y + FRONT.height} V${FRONT.y + FRONT.height + 16} H12`;
		if (hasOwnHead) {
			const box = { x: FRONT.x, y: top + 22, width: FRONT.width, height: 74 };
			const isNode = cluster.nodes.includes(cluster.host);
			this.#wires.push({ path: isFirst ? `${start} V${box.y}` : `${start} V${box.y + 37} H${box.x}`, kind: 'call' });
			this.#label(
				isFirst ? middle + 8 : 40,
				isFirst ? box.y - 8 : box.y + 30,
				`${cluster.port} orders`,
				'start',
				'port',
			);
			this.#card(
				cluster.host,
				box,
				'large',
				`controllers: cluster :${cluster.port}${isNode ? ` · node :${cluster.nodePort}` : ''}`,
			);
			this.#wires.push({ path: `M${middle} ${box.y + box.height} V${busY}`, kind: 'call' });
		} else {
			this.#wires.push({ path: isFirst ? `${start} V${busY}` : `${start} V${busY} H40`, kind: 'call' });
		}

		this.#label(
			middle + 8,
			busY - 8,
			others.length === 0 ? '' : `${cluster.nodePort} orders, ${this.#site.ssh.port ?? 22} installation`,
			'start',
			'port',
		);
		this.#label(
			middle - 8,
			busY - 8,
			others.length === 0 || this.#site.sharedDirectory !== undefined ? '' : `${this.#site.cloud.port} images`,
			'end',
			'port',
		);
		const bottom = this.#nodes(others, size, busY);
		this.#label(36, busY - 8, this.#wireName(cluster), 'start', 'net');
		this.#label(WIDTH - 32, top + 18, `zone ${cluster.name}`, 'end', 'zone');
		this.#frames.push({ x: 20, y: top, width: WIDTH - 40, height: bottom - top });
		return bottom;
	}

	finish(bottom: number): Picture {
		return {
			width: WIDTH,
			height: Math.ceil(bottom),
			cards: this.#cards,
			wires: this.#wires,
			labels: this.#labels.filter(({ text }) => text !== ''),
			frames: this.#frames,
			others: this.#others,
		};
	}

	/** Cards in rows; each row hangs on the wire by a line of its own. */
	#nodes(names: readonly string[], size: CardSize, busY: number): number {
		const { boxes, rows, bottom } = placeCards(names.length, size, { left: 40, width: WIDTH - 80, top: busY + 26 });
		this.#wires.push({ path: `M40 ${busY} H${WIDTH - 40}`, kind: 'net' });
		for (const [index, name] of names.entries()) {
			const box = boxes[index];
			if (box !== undefined) {
				this.#card(name, box, size.kind);
			}
		}

		if (size.kind === 'tiny') {
			return bottom + 18; // a field of marks: lines to each would hide them
		}

		for (const row of rows.slice(1)) {
			this.#wires.push({ path: `M40 ${busY} V${row.lineY} H${row.right}`, kind: 'net' });
		}

		for (const [index, box] of boxes.entries()) {
			const lineY = rows[box.row]?.lineY ?? busY;
			const isBroken = stateOfHost(this.#byHost.get(names[index] ?? '') ?? []) === 'blocked';
			this.#wires.push({
				path: `M${box.x + box.width / 2} ${box.row === 0 ? busY : lineY} V${box.y}`,
				kind: isBroken ? 'broken' : 'net',
			});
		}

		return names.length === 0 ? busY + 20 : bottom + 18;
	}

	#card(name: string, box: CardBox, size: CardSize['kind'], roles?: string): void {
		this.#cards.push(
			drawCard({ name, box, size, roles, look: this.#hosts.get(name), findings: this.#byHost.get(name) ?? [] }),
		);
	}

	#nodePort(host: string): number | string {
		return this.#site.clusters.find(({ nodes }) => nodes.includes(host))?.nodePort ?? '';
	}

	#wireName({ network }: SiteCluster): string {
		if (network.mode === 'SYSTEM') {
			return "node network; addresses come from the site's DHCP server";
		}

		const { addresses, subnet, nat } = network;
		return `${nat ? 'instances on their own network' : 'node network'} ${subnet}, ${addresses.length} addresses for instances`;
	}

	#label(x: number, y: number, text: string, anchor: Label['anchor'], kind: Label['kind']): void {
		this.#labels.push({ x, y, text, anchor, kind });
	}

	#other(x: number, y: number, name: string, text: string, broken = false): void {
		const middle = x + SIDE.width / 2;
		this.#others.push({ x, y, ...SIDE, middle, nameY: y + 24, textY: y + 42, name, text: shortened(text, 28), broken });
	}
}
