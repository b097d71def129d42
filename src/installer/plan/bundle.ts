import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { layout, packageRoot } from '../../common/layout.ts';
import { installerErrors } from '../errors.ts';
import { type DesiredEntry, type DesiredFile, sha256 } from './desired.ts';

/** What `npm run build` leaves beside the programs. */
const bundleSchema = z.object({
	version: z.literal(1),
	files: z.array(z.object({ path: z.string(), size: z.int(), sha256: z.string(), executable: z.boolean() })),
});

/** Where the programs to install are: `dist/` of a checkout, or the installation that this program is part of. */
export function bundleRoot(root = packageRoot()): string {
	return existsSync(join(root, 'bundle.json')) ? root : join(root, 'dist');
}

/** Programs, templates and their own Node as they must lie on a host. Checksums are those of the build. */
export async function bundleEntries(eucalyptus: string, from = bundleRoot()): Promise<readonly DesiredEntry[]> {
	const path = join(from, 'bundle.json');
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		throw installerErrors('NOT_BUILT', { path }, { cause: error });
	}

	const { lib } = layout(eucalyptus);
	const files = bundleSchema.parse(JSON.parse(text)).files.map(
		(file): DesiredFile => ({
			kind: 'file',
			path: join(lib, file.path),
			mode: file.executable ? 0o755 : 0o644,
			part: 'runtime',
			sha256: file.sha256,
			source: { kind: 'local', path: join(from, file.path) },
			editable: false,
			secret: false,
		}),
	);
	const manifest: DesiredFile = {
		kind: 'file',
		path: join(lib, 'bundle.json'),
		mode: 0o644,
		part: 'runtime',
		sha256: sha256(text),
		source: { kind: 'text', content: text },
		editable: false,
		secret: false,
	};
	return [...files, manifest];
}
