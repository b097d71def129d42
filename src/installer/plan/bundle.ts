import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { layout, packageRoot } from '../../common/layout.ts';
import { installerErrors } from '../errors.ts';
import { boundNode } from './bound-node.ts';
import { type DesiredEntry, type DesiredFile, sha256 } from './desired.ts';

const NODE = 'node/bin/node';

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
	const described = bundleSchema.parse(JSON.parse(text));
	// An RPM front-end holds the controllers that were installed there: its nodes bring their own.
	const present = described.files.filter(({ path: file }) => existsSync(join(from, file)));
	const files = await Promise.all(present.map((file) => atHome(file, from, lib)));
	const manifest = files.every(({ isMoved }) => !isMoved) ? text : describe({ ...described, files });
	return [
		...files.map(
			(file): DesiredFile => ({
				kind: 'file',
				path: join(lib, file.path),
				mode: file.executable ? 0o755 : 0o644,
				part: 'runtime',
				sha256: file.sha256,
				source: { kind: 'local', path: file.source },
				size: file.size,
				editable: false,
				secret: false,
			}),
		),
		{
			kind: 'file',
			path: join(lib, 'bundle.json'),
			mode: 0o644,
			part: 'runtime',
			sha256: sha256(manifest),
			source: { kind: 'bytes', content: Buffer.from(manifest) }, // nobody wants to see how checksums differ
			editable: false,
			secret: false,
		},
	];
}

type Bundle = z.output<typeof bundleSchema>;
type BundleFile = Bundle['files'][number];

/** What is sent for a file of the bundle; Node itself knows where its loader lies. */
async function atHome(file: BundleFile, from: string, lib: string) {
	const elsewhere = file.path === NODE ? await boundNode(from, file, lib) : undefined;
	return elsewhere === undefined
		? { ...file, source: join(from, file.path), isMoved: false }
		: { ...file, sha256: elsewhere.sha256, source: elsewhere.path, isMoved: true };
}

function describe({ files, ...rest }: Bundle): string {
	const listed = files.map(({ path, size, sha256: digest, executable }) => ({
		path,
		size,
		sha256: digest,
		executable,
	}));
	return `${JSON.stringify({ ...rest, files: listed }, undefined, '\t')}\n`;
}
