import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../src/common/run.ts';

// The layer checker can fail silently (it finds nothing when its compiler is missing): prove that it can fail.
const root = join(import.meta.dirname, '..');
let tree: string;

beforeEach(() => {
	tree = mkdtempSync(join(tmpdir(), 'euca-layers-'));
	symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
	for (const name of ['tsconfig.json', 'package.json', '.dependency-cruiser.cjs']) {
		symlinkSync(join(root, name), join(tree, name));
	}
});
afterEach(() => rmSync(tree, { recursive: true }));

function put(path: string, text: string): void {
	mkdirSync(dirname(join(tree, path)), { recursive: true });
	writeFileSync(join(tree, path), text);
}

async function cruise(): Promise<{ exitCode: number; stdout: string }> {
	const program = join(root, 'node_modules/.bin/depcruise');
	return run(process.execPath, [program, '--config', '.dependency-cruiser.cjs', 'src', 'generators'], {
		cwd: tree,
		okCodes: [0, 1, 2, 3, 4, 5],
	});
}

const forbidden: [rule: string, from: string, to: string][] = [
	['common-imports-only-what-lies-below', 'src/common/a.ts', 'src/conf/b.ts'],
	['installer-imports-only-what-lies-below', 'src/installer/plan/a.ts', 'src/runtime/wire/b.ts'],
	['cluster-imports-only-what-lies-below', 'src/runtime/cluster/a.ts', 'src/runtime/node/b.ts'],
	['cloud-imports-only-what-lies-below', 'src/runtime/cloud/a.ts', 'src/runtime/cluster/b.ts'],
	['wire-imports-only-what-lies-below', 'src/runtime/wire/a.ts', 'src/runtime/cloud/b.ts'],
	['generators-imports-only-what-lies-below', 'generators/a.ts', 'src/installer/plan/b.ts'],
	['engine-does-not-know-ec2', 'src/runtime/cloud/instances/a.ts', 'src/runtime/cloud/api/ec2/b.ts'],
	['only-the-mount-knows-the-interfaces', 'src/runtime/cloud/start-cloud.ts', 'src/runtime/cloud/api/ec2/b.ts'],
	['interfaces-do-not-know-each-other', 'src/runtime/cloud/api/metadata/a.ts', 'src/runtime/cloud/api/ec2/b.ts'],
	['installer-steps-point-down', 'src/installer/probe/a.ts', 'src/installer/cli/b.ts'],
	['phases-do-not-know-the-cli', 'src/installer/phases/a.ts', 'src/installer/cli/b.ts'],
];

test.each(forbidden)('%s breaks the build', async (rule, from, to) => {
	const up = '../'.repeat(from.split('/').length - 1);
	put(from, `import { b } from '${up}${to}';\nexport const a = b;\n`);
	put(to, 'export const b = 1;\n');
	put('generators/empty.ts', 'export const nothing = 0;\n');
	const { exitCode, stdout } = await cruise();
	expect(stdout).toContain(rule);
	expect(exitCode).not.toBe(0);
});

test('SQL outside the store and ssh outside the transport break the build', async () => {
	put('src/runtime/cloud/users/a.ts', "import { Kysely } from 'kysely';\nexport const a = Kysely;\n");
	put('src/installer/plan/c.ts', "import { Client } from 'ssh2';\nexport const c = Client;\n");
	put('generators/empty.ts', 'export const nothing = 0;\n');
	const { exitCode, stdout } = await cruise();
	expect(stdout).toContain('only-the-store-knows-sql');
	expect(stdout).toContain('only-transport-opens-ssh');
	expect(exitCode).not.toBe(0);
});

test('an import that points down passes', async () => {
	put('src/conf/a.ts', "import { b } from '../common/b.ts';\nexport const a = b;\n");
	put('src/common/b.ts', 'export const b = 1;\n');
	put('generators/empty.ts', 'export const nothing = 0;\n');
	expect((await cruise()).exitCode).toBe(0);
});
