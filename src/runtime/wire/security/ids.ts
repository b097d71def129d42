import { NS } from '../names.ts';
import type { XmlElement } from '../xml/tree.ts';
import { securityErrors } from './errors.ts';

export interface Ids {
	/** The one element of that Id which a reference may mean. Throws WSS_DANGLING_REFERENCE. */
	resolve(uri: string | undefined): XmlElement;
}

/**
 * Every `wsu:Id` and every plain `Id` of the message; two equal values anywhere are refused, whichever of the two kinds
 * they are. A plain `Id` outside the signature namespace can be referred to only with `plainIds`.
 */
export function collectIds(root: XmlElement, plainIds: boolean): Ids {
	const seen = new Set<string>();
	const targets = new Map<string, XmlElement>();
	const visit = (element: XmlElement) => {
		for (const { namespace, local, value } of element.attributes) {
			if (local !== 'Id' || (namespace !== '' && namespace !== NS.wsu)) {
				continue;
			}

			if (seen.has(value)) {
				throw securityErrors('WSS_DUPLICATE_ID', { id: value });
			}

			seen.add(value);
			if (namespace === NS.wsu || plainIds || element.namespace === NS.ds) {
				targets.set(value, element);
			}
		}

		for (const child of element.children) {
			if (typeof child !== 'string') {
				visit(child);
			}
		}
	};
	visit(root);
	return {
		resolve(uri) {
			const target = uri?.startsWith('#') ? targets.get(uri.slice(1)) : undefined;
			if (target === undefined) {
				throw securityErrors('WSS_DANGLING_REFERENCE', { uri: uri === undefined ? 'nothing' : `"${uri}"` });
			}

			return target;
		},
	};
}
