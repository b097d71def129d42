import type { ElementKind, Elements } from '../schema/elements.ts';
import { isPartOf, type KnownVersion } from '../versions.ts';
import { escapeXml } from './xml.ts';

/** What is to be written for the elements of one version, worked out once. */
interface Step {
	readonly key: string;
	readonly kind: ElementKind;
	readonly open: string;
	readonly close: string;
	readonly empty: string;
	readonly members: readonly Step[] | undefined;
}

export type Plan = readonly Step[];

/** The elements that belong to a version, in order. */
export function planFor(elements: Elements, version: KnownVersion): Plan {
	return Object.entries(elements).flatMap(([key, element]) => {
		const { kind, members } = element;
		if (!isPartOf(element, version)) {
			return [];
		}

		const steps = members === undefined ? undefined : planFor(members, version);
		const tag = element.namespace === undefined ? key : `${key} xmlns="${element.namespace}"`;
		return [{ key, kind, open: `<${tag}>`, close: `</${key}>`, empty: `<${tag}/>`, members: steps }];
	});
}

/** The children of an element. `content` has what the elements' definitions say: their types saw to that. */
export function write(plan: Plan, content: Readonly<Record<string, unknown>>): string {
	let xml = '';
	for (const step of plan) {
		const value = content[step.key];
		if (value === undefined) {
			continue;
		}

		switch (step.kind) {
			case 'text':
				xml += step.open + escapeXml(value as string) + step.close;
				break;
			case 'integer':
			case 'boolean':
				xml += step.open + String(value) + step.close;
				break;
			case 'time':
				xml += step.open + new Date(value as number).toISOString() + step.close;
				break;
			case 'structure':
				xml += step.open + write(step.members ?? [], value as Record<string, unknown>) + step.close;
				break;
			case 'list':
				xml += writeList(step, value as readonly unknown[]);
		}
	}

	return xml;
}

function writeList(step: Step, items: readonly unknown[]): string {
	if (items.length === 0) {
		return step.empty;
	}

	let xml = step.open;
	for (const item of items) {
		xml += '<item>';
		xml +=
			step.members === undefined ? escapeXml(item as string) : write(step.members, item as Record<string, unknown>);
		xml += '</item>';
	}

	return xml + step.close;
}
