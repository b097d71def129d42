import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, YAMLSeq } from 'yaml';
import { writeFileAtomic } from '../common/atomic-file.ts';
import { addLines, type NewNode } from './add-lines.ts';
import { checkSite } from './check.ts';
import { siteErrors } from './errors.ts';
import { hostEntry } from './hosts.ts';
import { parseSite, shapeOf } from './load.ts';
import { lengthen, shorten } from './plain-lines.ts';
import type { Site, SiteCluster } from './schema.ts';

/** A site file as a person wrote it: what is changed here leaves their comments and their order alone. */
export interface SiteText {
	readonly path: string;
	readonly text: string;
}

/**
 * To read a file with all its comments takes long, so the lines are put in where they belong by the look of it, and what the
 * file then says is compared with what it shall say. A file that is written in another way is read whole.
 */
export function withNode(site: SiteText, change: NewNode): SiteText {
	const before = siteOf(site);
	const short = shorten(site.text);
	const text = hostEntry(before, change.node) === undefined ? addLines(short.text, change) : undefined;
	const shape = shapeOf(short.text);
	if (text === undefined || shape === undefined || !isDeepStrictEqual(shapeOf(text), enlarged(shape, change))) {
		return withNodeInDocument(site, change);
	}

	const added = { ...site, text: lengthen(text, short) };
	const wanted = enlarged(before, change);
	if (checkSite(wanted).length === 0) {
		described.set(added, wanted);
	}

	return added;
}

function enlarged(site: Site, { node, cluster, address }: NewNode): Site {
	const join = (each: SiteCluster) => (each.name === cluster ? { ...each, nodes: [...each.nodes, node] } : each);
	const hosts = address === undefined ? site.hosts : { ...site.hosts, [node]: { address } };
	return { ...site, clusters: site.clusters.map(join), hosts };
}

function withNodeInDocument(site: SiteText, { node, cluster, address }: NewNode): SiteText {
	return edited(site, node, (document) => {
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
	return edited(site, node, (document) => {
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
	return edited(site, node, (document) => {
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

/** Reads nothing but the lines of that node and whatever is not plain. */
function edited(site: SiteText, node: string, change: (document: Document) => void): SiteText {
	const short = shorten(site.text, node);
	const document = parseDocument(short.text, { keepSourceTokens: true });
	const [error] = document.errors;
	if (error !== undefined) {
		throw siteErrors('SITE_YAML', { path: site.path, line: error.linePos?.[0].line ?? 1, problem: error.message });
	}

	change(document);
	return { ...site, text: lengthen(document.toString({ lineWidth: 0 }), short) };
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
