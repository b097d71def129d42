import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/common/clock.ts';
import { apply } from '../../../src/installer/actions/apply.ts';
import { rollback } from '../../../src/installer/actions/rollback.ts';
import { makeBundle, type PrivateSite, privateSite, WRITING } from '../support/private-site.ts';

/** The site's services are not to be started in the system's own network: they count as running as they should. */
async function applied(own: PrivateSite, changes: Parameters<PrivateSite['installation']>[0] = {}): Promise<void> {
	await apply(own.installation(changes), own.options(), WRITING);
	await silenceServices(own);
}

const silenceServices = (own: PrivateSite) =>
	writeFile(join(own.directory, 'root/etc/init.d/eucalyptus'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });

const back = (own: PrivateSite) => rollback(own.installation(), own.options()).catch((error: unknown) => error);
const tree = (own: PrivateSite) => own.tree('/installer/', 'manifest.json', 'init.d');

test('the last apply is taken back from what the host kept itself, and the one before that too', async () => {
	const own = await privateSite();
	await applied(own);
	const first = tree(own);
	await makeBundle(own.bundle, { 'programs/euca.js': 'new', 'node/bin/node': '#!/bin/sh\n' });
	await applied(own, { logLevel: 'DEBUG' });
	const second = tree(own);
	await applied(own, { logLevel: 'WARN' });
	expect(tree(own)).not.toBe(second);
	await rm(own.bundle, { recursive: true }); // nothing is brought from here
	expect(await back(own)).toBeInstanceOf(Array);
	expect(tree(own)).toBe(second);
	await silenceServices(own);
	expect(await back(own)).toBeInstanceOf(Array);
	expect(tree(own)).toBe(first);
	await silenceServices(own);
	expect(await back(own)).toMatchObject({ code: 'NO_EARLIER_GENERATION' });
});

test('applies within one second are taken back one by one, the last first', async () => {
	const own = await privateSite();
	let now = Date.parse('2026-01-01T00:00:00Z');
	const clock = { ...systemClock, now: () => now };
	const states: string[] = [];
	for (const logLevel of ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const) {
		now++;
		await apply(own.installation({ logLevel }), { ...own.options(), clock }, WRITING);
		await silenceServices(own);
		states.push(tree(own));
	}

	for (const state of states.slice(0, -1).reverse()) {
		expect(await back(own)).toBeInstanceOf(Array);
		await silenceServices(own);
		expect(tree(own)).toBe(state);
	}
});

test('what a person wrote into the configuration meanwhile stays', async () => {
	const own = await privateSite();
	await applied(own);
	await applied(own, { logLevel: 'DEBUG' });
	const conf = join(own.directory, 'root/etc/default/eucalyptus');
	await writeFile(conf, (await readFile(conf, 'utf8')).replace(/^SWAP_SIZE=.*$/m, 'SWAP_SIZE="7"'));
	expect(await back(own)).toBeInstanceOf(Array);
	expect(await readFile(conf, 'utf8')).toMatch(/^LOGLEVEL="INFO"$[\s\S]*^SWAP_SIZE="7"$/m);
});
