import { dump } from 'js-yaml';
import { writeFileAtomic } from '../common/atomic-file.ts';
import { type Site, siteSchema } from './schema.ts';

const HEADING = `# The site: what this cloud consists of. Everything else is made from this file:
#   euca-setup apply --site FILE     puts it into effect, and may be repeated after every change
#   euca-setup render --site FILE    shows the files that every host gets
# Keys that are left out take the defaults of docs/reference/site.md.
`;

/** Writes site.yaml: keys in the order of the schema, a heading that says what the file is for. */
export async function saveSite(path: string, site: Site): Promise<void> {
	await writeFileAtomic(path, printSite(site), { mode: 0o644, parents: 0o755 });
}

export function printSite(site: Site): string {
	const ordered = siteSchema.parse(site); // zod returns keys in the order of the schema
	return `${HEADING}${dump(withoutUndefined(ordered), { lineWidth: 120, noRefs: true })}`;
}

function withoutUndefined(value: unknown): unknown {
	if (Array.isArray(value)) {
		return value.map(withoutUndefined);
	}

	if (typeof value !== 'object' || value === null) {
		return value;
	}

	return Object.fromEntries(
		Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, withoutUndefined(inner)]])),
	);
}
