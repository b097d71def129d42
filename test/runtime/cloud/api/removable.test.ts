import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../../../src/common/layout.ts';
import { run } from '../../../../src/common/run.ts';

let tree: string;
beforeAll(async () => {
	tree = await mkdtemp(join(tmpdir(), 'euca-removable-'));
	for (const name of ['src', 'tsconfig.json', 'package.json']) {
		await cp(join(packageRoot(), name), join(tree, name), { recursive: true });
	}

	await symlink(join(packageRoot(), 'node_modules'), join(tree, 'node_modules'));
});
afterAll(() => rm(tree, { recursive: true, force: true }));

const MOUNT_WITHOUT_EC2 = `import type { InterfaceParts, Interfaces } from '../interfaces.ts';
import { createMetadataService } from './metadata/metadata-service.ts';

export function mountInterfaces({ engine, clock }: InterfaceParts): Interfaces {
	const metadata = createMetadataService(engine, clock);
	const refuse = () => ({ status: 400, contentType: 'text/plain', body: 'not a request' });
	return { answer: metadata.answer, refuse, close: () => {} };
}
`;

it('lets the EC2 interface be taken away: its folder, and its part of the mount', async () => {
	await rm(join(tree, 'src/runtime/cloud/api/ec2'), { recursive: true });
	await writeFile(join(tree, 'src/runtime/cloud/api/mount.ts'), MOUNT_WITHOUT_EC2);
	const config = JSON.parse(await readFile(join(tree, 'tsconfig.json'), 'utf8'));
	await writeFile(join(tree, 'tsconfig.json'), JSON.stringify({ ...config, include: ['src/runtime'] }));
	const compiler = join(packageRoot(), 'node_modules/typescript7/bin/tsc');
	const okCodes = [0, 1, 2];
	const { stdout } = await run(process.execPath, [compiler, '--noEmit'], { cwd: tree, okCodes, timeoutMs: 280_000 });
	expect(stdout).toBe('');
}, 300_000);
