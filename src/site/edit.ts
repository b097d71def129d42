import { type Document, isMap, isSeq, parseDocument, type YAMLMap, YAMLSeq } from 'yaml';
import { writeFileAtomic } from '../common/atomic-file.ts';
import { siteErrors } from './errors.ts';
import { parseSite } from './load.ts';
import type { Site } from './schema.ts';

/** A site file as a person wrote it: what is changed here leaves their comments and their order alone. */
export interface SiteText {
	readonly path: string;
	readonly text: string;
}

export interface NewNode {
	readonly node: string;
	/** Name of the cluster that it joins. */
	readonly cluster: string;
	readonly address?: string | undefined;
}

export function withNode(site: SiteText, { node, cluster, address }: NewNode): SiteText {
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

/** The site that the text describes; throws the SITE_ errors. */
export function siteOf({ path, text }: SiteText): Site {
	return parseSite(text, path);
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
