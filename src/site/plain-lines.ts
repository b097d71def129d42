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

/** A site file in which one host stands for each run of lines that name many; by its name: */
export interface Shortened {
	readonly text: string;
	/** The lines. */
	readonly lines: ReadonlyMap<string, { readonly run: string; readonly indent: string }>;
	/** The names that they say, of nodes. */
	readonly nodes: ReadonlyMap<string, readonly string[]>;
	/** The hosts that they say, with their addresses. */
	readonly hosts: ReadonlyMap<string, readonly (readonly [name: string, settings: Site['hosts'][string]])[]>;
}

/**
 * To read and to check YAML takes long where it names thousands of hosts, and nearly all those lines are of two kinds: `- name`
 * of the nodes of a cluster, `name:` and `address: a.b.c.d` of the hosts. The last of each run stays where it is, for what
 * follows may belong to it; so does `except`, whose lines are to be changed.
 */
export function shorten(text: string, except = STAND_IN): Shortened {
	if (last?.of !== text || last.except !== except) {
		last = { of: text, except, ...takeOut(text, except) };
	}

	return last;
}

/** Whoever reads a site and then changes it asks twice. */
let last: (Shortened & { readonly of: string; readonly except: string }) | undefined;

function takeOut(text: string, except: string): Shortened {
	const lines = new Map<string, { readonly run: string; readonly indent: string }>();
	const nodes = new Map<string, readonly string[]>();
	const hosts = new Map<string, readonly (readonly [string, Site['hosts'][string]])[]>();
	if (text.includes(STAND_IN)) {
		return { text, lines, nodes, hosts };
	}

	const standFor = (run: string, indent: string) => {
		const name = `${STAND_IN}${lines.size}`;
		lines.set(name, { run: run.slice(0, -1), indent });
		return name;
	};
	const odd = [...SPELLINGS, except.replace(/[^A-Za-z0-9_-]/g, '\\$&')].join('|');
	const name = `(?!(?:${odd})[:\\n])(?:[A-Za-z][A-Za-z0-9._-]{0,250}[A-Za-z0-9]|${ADDRESS})`;
	const nodeLines = new RegExp(`^( *)- ${name}\\n(?:\\1- ${name}\\n){20,2000}(?=\\1- )`, 'gm');
	const next = `\\1${name}:\\n\\1\\2address: ${ADDRESS}\\n`;
	const hostLines = new RegExp(
		`^( +)${name}:\\n\\1( +)address: ${ADDRESS}\\n(?:${next}){20,2000}(?=\\1${name}:\\n)`,
		'gm',
	);
	const withoutNodes = text.replace(nodeLines, (run: string, indent: string) => {
		const own = standFor(run, indent);
		nodes.set(own, run.slice(indent.length + 2, -1).split(`\n${indent}- `));
		return `${indent}- ${own}\n`;
	});
	const short = withoutNodes.replace(hostLines, (run: string, indent: string) => {
		const own = standFor(run, indent);
		const words = run.slice(indent.length, -1).split(/:?\n +(?:address: )?/);
		hosts.set(
			own,
			words.flatMap((name, at) => (at % 2 === 0 ? [[name, { address: words[at + 1] }] as const] : [])),
		);
		return `${indent}${own}: {}\n`;
	});
	return { text: short, lines, nodes, hosts };
}

/** The text with all lines in it again, as far in as what stands for them. */
export function lengthen(text: string, { lines }: Shortened): string {
	return text.replace(/^( *)(?:- )?(stands-for-lines-\d+)(?:: \{\})?$/gm, (line, indent: string, name: string) => {
		const { run = line, indent: before = indent } = lines.get(name) ?? {};
		return indent === before ? run : run.replaceAll(new RegExp(`^${before}`, 'gm'), indent);
	});
}

/**
 * The site with everything in its place again. Undefined if something is missing, because it stood where it does not belong
 * (in a text of several lines), or is there twice.
 */
export function expand(site: Site, { lines, nodes, hosts }: Shortened): Site | undefined {
	const left = new Set(lines.keys());
	const clusters = site.clusters.map((cluster) => ({
		...cluster,
		nodes: cluster.nodes.flatMap((name) => {
			left.delete(name);
			return nodes.get(name) ?? name;
		}),
	}));
	const entries = Object.entries(site.hosts).flatMap<readonly [string, Site['hosts'][string]]>((entry) => {
		left.delete(entry[0]);
		return hosts.get(entry[0]) ?? [entry];
	});
	const all: Site['hosts'] = Object.fromEntries(entries);
	return left.size === 0 && Object.keys(all).length === entries.length ? { ...site, clusters, hosts: all } : undefined;
}
