import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { layout } from '../../../src/common/layout.ts';
import { renderConfig } from '../../../src/common/template.ts';
import { type Site, siteSchema } from '../../../src/site/schema.ts';
import type { RpmEntry, RpmSpec, Scriptlet } from '../rpm-spec.ts';

/** What the packages of one architecture are made from. */
export interface PackageContext {
	readonly arch: 'x86_64' | 'i386';
	/** Of Eucalyptus, not of the roll. */
	readonly version: string;
	readonly release: string;
	/** `bin/node`, `lib/` and the rest of what `makeRuntime` leaves. */
	readonly runtime: string;
	/** `programs/`, `templates/`, `packages/` and `bundle.json`, as `npm run build` leaves them. */
	readonly programs: string;
}

/** A package for one architecture. */
export type PackageMaker = (context: PackageContext) => RpmSpec;

/** Any site: of the generators' output only what is the same everywhere is packed. */
export const ANY_SITE: Site = siteSchema.parse({
	version: 1,
	cloud: { host: 'localhost' },
	clusters: [{ name: 'cluster1', host: 'localhost', nodes: ['localhost'] }],
});
export const PLACES = layout(ANY_SITE.eucalyptus);

/** Every file below a directory, with its directories, as it will lie below `target`. */
export function tree(source: string, target: string): readonly RpmEntry[] {
	const found = readdirSync(source, { recursive: true, withFileTypes: true });
	return found.map((entry): RpmEntry => {
		const from = join(entry.parentPath, entry.name);
		const path = join(target, from.slice(source.length));
		return entry.isDirectory()
			? { kind: 'directory', path, mode: 0o755 }
			: { kind: 'file', path, mode: isExecutable(from) ? 0o755 : 0o644, source: { kind: 'local', path: from } };
	});
}

/** One program of the bundle. */
export function program({ programs }: PackageContext, name: string): RpmEntry {
	const source = { kind: 'local', path: join(programs, 'programs', `${name}.js`) } as const;
	return { kind: 'file', path: join(PLACES.lib, 'programs', `${name}.js`), mode: 0o644, source };
}

/** Scriptlets from `templates/roll/scriptlets/`. */
export function scriptlets(
	names: Readonly<Partial<Record<Scriptlet, string>>>,
	values: Readonly<Record<string, string>> = {},
): Partial<Record<Scriptlet, string>> {
	const all = { lib: PLACES.lib, ...values };
	return Object.fromEntries(
		Object.entries(names).map(([moment, name]) => [moment, renderConfig(`roll/scriptlets/${name}.sh`, all)]),
	);
}

function isExecutable(path: string): boolean {
	return (statSync(path).mode & 0o111) !== 0;
}
