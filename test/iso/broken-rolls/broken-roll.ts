import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildRpm } from '../../../iso/rpm/build-rpm.ts';
import type { RpmSpec } from '../../../iso/rpm/rpm-spec.ts';
import type { RocksRelease } from '../../../iso/target.ts';
import type { RollWorkshop } from '../support/tiny-roll.ts';

/** One way to change a good roll. */
export interface ChangedRoll {
	/** What was done. */
	readonly how: string;
	readonly rocks?: RocksRelease;
	/** Changes in a source file of roll/: `[path, from, to]`. */
	readonly source?: readonly (readonly [path: string, from: string | RegExp, to: string])[];
	readonly kickstart?: (spec: RpmSpec) => RpmSpec;
	/** Changes in the laid-out tree. */
	readonly tree?: (workshop: RollWorkshop) => void | Promise<void>;
	/** Of the image. */
	readonly name?: string;
	readonly label?: string;
	/** Changes in the finished image. */
	readonly image?: (path: string, workshop: RollWorkshop) => void;
}

/** A change that breaks it, and the rule that must notice. */
export interface BrokenRoll extends ChangedRoll {
	readonly rule: string;
	/** Other rules that cannot but notice as well. */
	readonly also?: readonly string[];
}

export const FRONT_END = 'nodes/eucalyptus-frontend.xml';
export const NODE = 'nodes/eucalyptus-node.xml';
export const GRAPH = 'graphs/default/eucalyptus.xml';

/** Puts text before the end of the front-end's first post. */
export const inPost = (text: string) => [[FRONT_END, '\t</post>', `${text}\n\t</post>`]] as const;

/** Directory of the packages. */
export const rpms = ({ top }: RollWorkshop) => join(top, 'RedHat/RPMS');

/** The file of a package, by the name before its version. */
export function rpmFile(workshop: RollWorkshop, name: string): string {
	const file = readdirSync(rpms(workshop)).find((candidate) => candidate.replace(/-[^-]+-[^-]+$/, '') === name);
	return join(rpms(workshop), file ?? 'missing');
}

export const addPackage = (spec: RpmSpec) => async (workshop: RollWorkshop) => {
	await buildRpm(spec, { out: rpms(workshop), buildTime: workshop.target.buildTime });
};

/** Changes the description of the roll. */
export const inRollXml = (from: string | RegExp, to: string) => (workshop: RollWorkshop) => {
	const path = join(workshop.top, 'roll-eucalyptus.xml');
	const text = readFileSync(path, 'latin1');
	const changed = text.replace(from, to);
	if (changed === text) {
		throw new Error(`${from} is not in the description`);
	}

	writeFileSync(path, changed, 'latin1');
};

export function textFile(path: string, content: string) {
	return { kind: 'file', path, mode: 0o644, source: { kind: 'text', content } } as const;
}
