import type { Site } from './schema.ts';

/** YAML takes them for something else than text. */
const WORDS = ['true', 'false', 'null', 'yes', 'no', 'on', 'off'];
const SPELLINGS = WORDS.flatMap((word) => [
	word,
	word.toUpperCase(),
	`${word.charAt(0).toUpperCase()}${word.slice(1)}`,
]);
const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ADDRESS = `(?:${BYTE}\\.){3}${BYTE}`;
const STAND_IN = 'stands-for-lines-';

/** A site file in which one host stands for each run of lines that name many. */
export interface Shortened {
	readonly text: string;
	/** The names of a run of nodes, by the name that stands for them. */
	readonly nodes: ReadonlyMap<string, readonly string[]>;
	/** Hosts of which only the address is said, likewise. */
	readonly hosts: ReadonlyMap<string, HostLines>;
}

interface HostLines {
	readonly addresses: readonly (readonly [name: string, address: string])[];
	/** Blanks by which an address is further in than its host. */
	readonly deeper: string;
}

/**
 * To read and to check YAML takes long where it names thousands of hosts, and nearly all those lines are of two kinds: `- name`
 * of the nodes of a cluster, `name:` and `address: a.b.c.d` of the hosts. The last of each run stays where it is, for what
 * follows may belong to it; so does `except`, whose lines are to be changed.
 */
export function shorten(text: string, except = STAND_IN): Shortened {
	const nodes = new Map<string, readonly string[]>();
	const hosts = new Map<string, HostLines>();
	if (text.includes(STAND_IN)) {
		return { text, nodes, hosts };
	}

	const odd = [...SPELLINGS, except.replace(/[^A-Za-z0-9_-]/g, '\\$&')].join('|');
	const name = `(?!(?:${odd})[:\\n])(?:[A-Za-z][A-Za-z0-9._-]{0,250}[A-Za-z0-9]|${ADDRESS})`;
	const nodeLines = new RegExp(`^( *)- ${name}\\n(?:\\1- ${name}\\n){20,2000}(?=\\1- )`, 'gm');
	const next = `\\1${name}:\\n\\1\\2address: ${ADDRESS}\\n`;
	const hostLines = new RegExp(
		`^( +)${name}:\\n\\1( +)address: ${ADDRESS}\\n(?:${next}){20,2000}(?=\\1${name}:\\n)`,
		'gm',
	);
	const standIn = () => `${STAND_IN}${nodes.size + hosts.size}`;
	const withoutNodes = text.replace(nodeLines, (run: string, indent: string) => {
		const own = standIn();
		nodes.set(own, run.slice(indent.length + 2, -1).split(`\n${indent}- `));
		return `${indent}- ${own}\n`;
	});
	const short = withoutNodes.replace(hostLines, (run: string, indent: string, deeper: string) => {
		const own = standIn();
		const words = run.slice(indent.length, -1).split(/:?\n +(?:address: )?/);
		const addresses = words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as const] : []));
		hosts.set(own, { addresses, deeper });
		return `${indent}${own}: {}\n`;
	});
	return { text: short, nodes, hosts };
}

/** The text with all lines in it again, as far in as what stands for them. */
export function lengthen(text: string, { nodes, hosts }: Shortened): string {
	return text.replace(/^( *)(?:- )?(stands-for-lines-\d+)(?:: \{\})?$/gm, (line, indent: string, name: string) => {
		const { addresses, deeper } = hosts.get(name) ?? {};
		return (
			nodes
				.get(name)
				?.map((node) => `${indent}- ${node}`)
				.join('\n') ??
			addresses?.map(([host, address]) => `${indent}${host}:\n${indent}${deeper}address: ${address}`).join('\n') ??
			line
		);
	});
}

/**
 * The site with everything in its place again. Undefined if something is missing, because it stood where it does not belong
 * (in a text of several lines), or is there twice.
 */
export function expand(site: Site, { nodes, hosts }: Shortened): Site | undefined {
	const left = new Set([...nodes.keys(), ...hosts.keys()]);
	const clusters = site.clusters.map((cluster) => ({
		...cluster,
		nodes: cluster.nodes.flatMap((name) => {
			left.delete(name);
			return nodes.get(name) ?? name;
		}),
	}));
	const entries = Object.entries(site.hosts).flatMap<readonly [string, Site['hosts'][string]]>((entry) => {
		left.delete(entry[0]);
		return hosts.get(entry[0])?.addresses.map(([name, address]) => [name, { address }] as const) ?? [entry];
	});
	const all: Site['hosts'] = Object.fromEntries(entries);
	return left.size === 0 && Object.keys(all).length === entries.length ? { ...site, clusters, hosts: all } : undefined;
}
