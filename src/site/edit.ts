import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, YAMLSeq } from 'yaml';
import { writeFileAtomic } from '../common/atomic-file.ts';
import { addLines, type NewNode } from './add-lines.ts';
import { siteErrors } from './errors.ts';
import { hostEntry } from './hosts.ts';
import { parseSite } from './load.ts';
import type { Site, SiteCluster } from './schema.ts';

/** A site file as a person wrote it: what is changed here leaves their comments and their order alone. */
export interface SiteText {
	readonly path: string;
	readonly text: string;
}

/**
 * To read a file with all its comments takes long when it names thousands of hosts, so the lines are put in where they
 * belong by the look of it, and the site that the file then describes is compared with the one that is wanted. A file that
 * is written in another way is read whole.
 */
export function withNode(site: SiteText, change: NewNode): SiteText {
	const before = siteOf(site);
	const isNew = hostEntry(before, change.node) === undefined;
	const text = isNew ? addLines(site.text, change) : undefined;
	const quick = text === undefined ? undefined : { ...site, text };
	return quick !== undefined && describes(quick, enlarged(before, change)) ? quick : withNodeInDocument(site, change);
}

function enlarged(site: Site, { node, cluster, address }: NewNode): Site {
	const join = (each: SiteCluster) => (each.name === cluster ? { ...each, nodes: [...each.nodes, node] } : each);
	const hosts = address === undefined ? site.hosts : { ...site.hosts, [node]: { address } };
	return { ...site, clusters: site.clusters.map(join), hosts };
}

function describes(text: SiteText, site: Site): boolean {
	try {
		return isDeepStrictEqual(siteOf(text), site);
	} catch {
		return false; // who asked next for the site is told why
	}
}

function withNodeInDocument(site: SiteText, { node, cluster, address }: NewNode): SiteText {
	return edited(site, (document) => {
		const nodes = nodesOf(document, cluster);
		if (!nodes.items.some((item) => textOf(item) === node)) {
			nodes.add(document.createNode(node));
		}

		if (address !== undefined) {
			document.setIn(['hosts', node, 'address'], address);
		}
	});
}

/** A drained node stays in the site and gets no new instances. */
export function withDrained(site: SiteText, node: string, drained: boolean): SiteText {
	return edited(site, (document) => {
		if (drained) {
			document.setIn(['hosts', node, 'drained'], true);
			return;
		}

		document.deleteIn(['hosts', node, 'drained']);
		const settings = document.getIn(['hosts', node]);
		if (isMap(settings) && settings.items.length === 0) {
			document.deleteIn(['hosts', node]);
		}
	});
}

export function withoutNode(site: SiteText, node: string): SiteText {
	return edited(site, (document) => {
		for (const cluster of clustersOf(document)) {
			const nodes = cluster.get('nodes');
			if (isSeq(nodes)) {
				const at = nodes.items.findIndex((item) => textOf(item) === node);
				if (at >= 0) {
					nodes.delete(at);
				}
			}
		}

		if (document.hasIn(['hosts', node])) {
			document.deleteIn(['hosts', node]);
		}
	});
}

/** A text is never changed: what it describes is found out once. */
const described = new WeakMap<SiteText, Site>();

/** The site that the text describes; throws the SITE_ errors. */
export function siteOf(text: SiteText): Site {
	const site = described.get(text) ?? parseSite(text.text, text.path);
	described.set(text, site);
	return site;
}

export async function saveSiteText(site: SiteText): Promise<void> {
	siteOf(site); // what is not a site is not written
	await writeFileAtomic(site.path, site.text, { mode: 0o644 });
}

function edited(site: SiteText, change: (document: Document) => void): SiteText {
	const document = parseDocument(site.text, { keepSourceTokens: true });
	const [error] = document.errors;
	if (error !== undefined) {
		throw siteErrors('SITE_YAML', { path: site.path, line: error.linePos?.[0].line ?? 1, problem: error.message });
	}

	change(document);
	return { ...site, text: document.toString({ lineWidth: 0 }) };
}

function clustersOf(document: Document): readonly YAMLMap[] {
	const clusters = document.get('clusters');
	return isSeq(clusters) ? clusters.items.filter((item): item is YAMLMap => isMap(item)) : [];
}

function nodesOf(document: Document, name: string): YAMLSeq {
	const cluster = clustersOf(document).find((each) => each.get('name') === name);
	const nodes = cluster?.get('nodes');
	if (isSeq(nodes)) {
		return nodes;
	}

	const fresh = new YAMLSeq();
	cluster?.set('nodes', fresh);
	return fresh;
}

function textOf(item: unknown): string {
	return String(typeof item === 'object' && item !== null && 'value' in item ? item.value : item);
}
