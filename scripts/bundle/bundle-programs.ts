import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import type { Arch } from '../runtime/arch.ts';

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

/** What esbuild must know about the Node of each architecture; i386 has none newer than 18, and gets shims. */
/** What CommonJS modules among the dependencies (ssh2) expect to find. */
const COMMONJS = { __dirname: 'euca_dirname' };
const NODES = {
	x86_64: { target: 'node24', define: COMMONJS },
	i386: {
		target: 'node18',
		inject: [join(import.meta.dirname, 'node18.js')],
		alias: { 'node:util': join(import.meta.dirname, 'node18-util.js') },
		define: { ...COMMONJS, 'import.meta.dirname': 'euca_dirname' },
	},
} satisfies Readonly<Record<Arch, BuildOptions>>;
const BANNER = [
	// Some dependencies are CommonJS and call require at run time.
	"import { createRequire as euca_createRequire } from 'node:module'; const require = euca_createRequire(import.meta.url), __dirname = import.meta.dirname, __filename = import.meta.filename;",
	"const euca_dirname = new URL('.', import.meta.url).pathname.replace(/\\/$/, '');",
];
const root = resolve(import.meta.dirname, '../..');

/** Bundles every program into `directory`/programs, and the notices of what went into them into `directory`/licences. */
export async function bundlePrograms(directory: string, arch: Arch): Promise<number> {
	const missing = Object.values(PROGRAMS).filter((source) => !existsSync(join(root, source)));
	if (missing.length > 0) {
		throw new Error(`sources of programs are missing: ${missing.join(', ')}`);
	}

	const { metafile } = await build({
		absWorkingDir: root,
		entryPoints: Object.entries(PROGRAMS).map(([out, source]) => ({ in: source, out })),
		outdir: join(directory, 'programs'),
		bundle: true,
		metafile: true,
		platform: 'node',
		...NODES[arch],
		format: 'esm',
		banner: { js: BANNER.join('\n') },
		// Optional native parts of ssh2 (its own code works without) and of pg.
		external: ['cpu-features', '*.node', 'pg-native'],
		legalComments: 'none',
		logLevel: 'warning',
	});
	// Without it Node reads each program twice to find out, and the one for i386 does not find out at all.
	await writeFile(join(directory, 'programs/package.json'), '{ "type": "module" }\n');
	await writeNotices(join(directory, 'licences'), metafile);
	return Object.keys(PROGRAMS).length;
}

/** The licence of each npm package that went into a program: its terms ask that it travels along. */
async function writeNotices(directory: string, { inputs }: Metafile): Promise<void> {
	const packages = new Set(Object.keys(inputs).flatMap((path) => PACKAGE.exec(path)?.[0] ?? []));
	const notices = await Promise.all([...packages].sort().map(noticeOf));
	await mkdir(directory, { recursive: true });
	await writeFile(join(directory, 'npm-packages.txt'), notices.join(`\n${'='.repeat(80)}\n\n`));
}

const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
const NAMES = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'License', 'license', 'license.md', 'LICENSE-MIT'];

async function noticeOf(directory: string): Promise<string> {
	const about: unknown = JSON.parse(await readFile(join(root, directory, 'package.json'), 'utf8'));
	const { name, version, license } = about as Readonly<Record<string, unknown>>;
	const file = NAMES.map((each) => join(root, directory, each)).find(existsSync);
	const text =
		file === undefined ? `(the package brings no text of it: ${dirname(directory)})` : await readFile(file, 'utf8');
	return `${name} ${version}: ${license}\n\n${text.trim()}\n`;
}
