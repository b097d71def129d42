import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ensureKeys } from '../../../generators/keys.ts';
import { openLog } from '../../../src/common/log.ts';
import { startWithKeys } from '../../../src/runtime/node/await-keys.ts';
import type { RunningNode } from '../../../src/runtime/node/start-node.ts';

let directory: string;
let keys: string;
let made: string;

beforeEach(async () => {
	directory = mkdtempSync(join(tmpdir(), 'euca-keys-'));
	keys = join(directory, 'keys');
	made = join(directory, 'front-end');
	mkdirSync(keys);
	await ensureKeys(made, { now: new Date() });
});
afterEach(() => rmSync(directory, { recursive: true }));

const NAMES = ['cloud-cert.pem', 'cluster-cert.pem', 'node-cert.pem', 'node-pk.pem'];
const bring = (names: readonly string[]) => {
	for (const name of names) {
		copyFileSync(join(made, name), join(keys, name));
	}
};

function options(start = vi.fn(async () => node())) {
	const log = openLog({ program: 'nc', level: 'FATAL', destination: join(directory, 'nc.log') });
	return { directory: keys, listen: { socketPath: join(directory, 'nc.sock') }, log, start };
}

function node(): RunningNode {
	const nothing = async () => {};
	return { port: 0, url: '', settle: nothing, shutDownInstances: vi.fn(nothing), close: vi.fn(nothing) };
}

function ask(): Promise<{ status: number | undefined; text: string }> {
	return new Promise((resolve, reject) => {
		get({ socketPath: join(directory, 'nc.sock'), path: '/axis2/services/EucalyptusNC' }, (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (part: string) => (text += part));
			response.on('end', () => resolve({ status: response.statusCode, text }));
		}).on('error', reject);
	});
}

it('starts at once with keys that are there', async () => {
	bring(NAMES);
	const all = options();
	await startWithKeys(all);
	expect(all.start).toHaveBeenCalledOnce();
});

it('says that it has no keys, and starts by itself when the last of them has come', async () => {
	const all = options();
	const running = await startWithKeys(all);
	expect(await ask()).toMatchObject({ status: 503, text: expect.stringContaining('euca_sync_key') });
	bring(NAMES.slice(0, 3));
	await new Promise((resolve) => setTimeout(resolve, 1200));
	expect(all.start).not.toHaveBeenCalled();
	bring(NAMES);
	await expect.poll(() => all.start.mock.calls.length, { timeout: 60_000 }).toBe(1);
	await expect(ask()).rejects.toThrow(); // the socket is the node's now
	await running.close();
	expect((await all.start.mock.results[0]?.value)?.close).toHaveBeenCalledOnce();
});

it('ends at once when it is stopped while it waits', async () => {
	const all = options();
	const running = await startWithKeys(all);
	await running.close();
	await running.shutDownInstances();
	expect(all.start).not.toHaveBeenCalled();
});

it('does not wait for keys that are there but do not fit', async () => {
	bring(NAMES);
	writeFileSync(join(keys, 'node-cert.pem'), 'x');
	await expect(startWithKeys(options())).rejects.toThrow(expect.objectContaining({ code: 'KEY_UNREADABLE' }));
});
