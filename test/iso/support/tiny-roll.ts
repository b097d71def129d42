import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writeIso } from '../../../iso/image/write-iso.ts';
import { kickstartSpec } from '../../../iso/kickstart-rpm.ts';
import { layOutRoll } from '../../../iso/lay-out-roll.ts';
import { buildRpm } from '../../../iso/rpm/build-rpm.ts';
import type { RpmSpec } from '../../../iso/rpm/rpm-spec.ts';
import { isoFileName, type RollTarget } from '../../../iso/target.ts';

export const BUILD_TIME = 1_214_870_400; // 2008-07-01, when 1.1 appeared

/** A package with one small file; what it requires is what the real one does. */
export function tinyPackage(name: string, arch: RpmSpec['arch'], requires: readonly string[] = []): RpmSpec {
	return {
		name,
		version: '1.1',
		release: '1',
		arch,
		summary: `A stand-in for ${name}`,
		description: 'Only its headers matter.',
		requires,
		entries: [
			{
				kind: 'file',
				path: `/opt/eucalyptus-1.1/usr/share/${name}`,
				mode: 0o644,
				source: { kind: 'text', content: `${name}\n` },
			},
		],
	};
}

export function tinyPackages(arch: RpmSpec['arch']): readonly RpmSpec[] {
	return [
		tinyPackage('eucalyptus-runtime', arch),
		tinyPackage('eucalyptus', arch, ['eucalyptus-runtime']),
		tinyPackage('eucalyptus-cloud', arch, ['eucalyptus']),
		tinyPackage('eucalyptus-cc', arch, ['eucalyptus']),
		tinyPackage('eucalyptus-nc', arch, ['eucalyptus']),
	];
}

/** Where a roll is put together, and may be spoilt, before its image is written. */
export interface RollWorkshop {
	readonly directory: string;
	/** The future root of the image. */
	readonly tree: string;
	readonly target: RollTarget;
	/** `eucalyptus/5.0/x86_64` in the tree. */
	readonly top: string;
	/** Writes the image and returns its path. */
	write(options?: { readonly name?: string; readonly label?: string }): Promise<string>;
}

interface BuiltPackage {
	readonly name: string;
	readonly bytes: Buffer;
}

const built = new Map<string, Promise<BuiltPackage>>();

export interface WorkshopOptions {
	/** Another roll/ directory. */
	readonly source?: string;
	/** Another kickstart package. */
	readonly kickstart?: (spec: RpmSpec) => RpmSpec;
}

/** A good roll of tiny packages, laid out. The caller removes the directory. */
export async function openWorkshop(target: RollTarget, options: WorkshopOptions = {}): Promise<RollWorkshop> {
	const directory = mkdtempSync(join(tmpdir(), 'euca-workshop-'));
	const { arch, buildTime } = target;
	const spec = kickstartSpec(target, options.source);
	const packages = await buildOnce([...tinyPackages(arch)], buildTime);
	const kickstart = await buildOnce([options.kickstart?.(spec) ?? spec], buildTime);
	const tree = join(directory, 'tree');
	mkdirSync(tree);
	// copies, so that a spoilt package is spoilt in this roll only
	const copies = [...packages, ...kickstart].map(({ name, bytes }) => {
		const copy = join(directory, name);
		writeFileSync(copy, bytes);
		return copy;
	});
	await layOutRoll(tree, target, copies);
	return {
		directory,
		tree,
		target,
		top: join(tree, 'eucalyptus', target.rocks, target.arch),
		async write({ name = isoFileName(target), label = 'eucalyptus disk1' } = {}) {
			const out = join(directory, name);
			await writeIso({ tree, out, label, buildTime: target.buildTime });
			return out;
		},
	};
}

/** Packages that many rolls have in common are built once in a run. */
async function buildOnce(specs: readonly RpmSpec[], buildTime: number): Promise<readonly BuiltPackage[]> {
	return Promise.all(
		specs.map((spec) => {
			const key = JSON.stringify([spec, buildTime]);
			const path = built.get(key) ?? build(spec, buildTime);
			built.set(key, path);
			return path;
		}),
	);
}

async function build(spec: RpmSpec, buildTime: number): Promise<BuiltPackage> {
	const out = mkdtempSync(join(tmpdir(), 'euca-tiny-'));
	try {
		const path = await buildRpm(spec, { out, buildTime });
		return { name: basename(path), bytes: readFileSync(path) };
	} finally {
		rmSync(out, { recursive: true });
	}
}
