import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/common/clock.ts';
import { removeNode } from '../../../src/installer/actions/remove-node.ts';
import { silentReporter } from '../../../src/installer/messages.ts';

/** Nothing listens there. */
async function closedPort(): Promise<number> {
	const { promise, resolve } = Promise.withResolvers<number>();
	const server = createServer().listen(0, '127.0.0.2', () => {
		const address = server.address();
		server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
	});
	return promise;
}

test('a node that does not answer is not even drained: the error names the way for one that is dead', async () => {
	const directory = await mkdtemp(join(tmpdir(), 'euca-remove-'));
	onTestFinished(() => rm(directory, { recursive: true }));
	const site = join(directory, 'site.yaml');
	const text = `version: 1
cloud: { host: head }
clusters: [{ name: zone, host: head, nodes: [dead] }]
nodeDefaults: { hypervisor: qemu }
hosts: { head: { address: 127.0.0.3 }, dead: { address: 127.0.0.2 } }
ssh: { port: ${await closedPort()} }
`;
	await writeFile(site, text);
	const wanted = { node: 'dead', drain: false, endInstances: false, gone: false };
	const options = { reporter: silentReporter, clock: systemClock, signal: new AbortController().signal };
	await expect(removeNode({ site, sshDirectory: directory }, wanted, options)).rejects.toMatchObject({
		code: 'NODE_SILENT',
		next: expect.stringContaining('euca-setup remove-node dead --gone'),
	});
	expect(await readFile(site, 'utf8')).toBe(text);
});
