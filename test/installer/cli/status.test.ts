import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apply } from '../../../src/installer/actions/apply.ts';
import { run as status, zoneLine } from '../../../src/installer/cli/status.ts';
import { statePaths } from '../../../src/installer/gate/state-directory.ts';
import { parseClusters } from '../../../src/installer/phases/checks.ts';
import type { Phase } from '../../../src/installer/phases/phase.ts';
import { saveSite } from '../../../src/site/save.ts';
import { type PrivateSite, privateSite, WRITING } from '../support/private-site.ts';

/** What the command says. */
async function said(own: PrivateSite, json = false): Promise<string> {
	const site = join(own.directory, 'site.yaml');
	await saveSite(site, own.site);
	const lines: string[] = [];
	const out = (line: string) => void lines.push(line);
	const context = { out, err: out, isTerminal: false, signal: new AbortController().signal };
	await status({ site, json }, context);
	return lines.join('\n');
}

function lastPhase(run: () => Promise<void>): readonly Phase[] {
	return [...WRITING, { id: 'verify', title: 'the last one', run }];
}

test('while an apply runs it says who is at work and since when; after a kill that it never ended', async () => {
	const own = await privateSite();
	let text = '';
	let json = '';
	const phases = lastPhase(async () => {
		text = await said(own);
		json = await said(own, true);
		throw new Error('killed');
	});
	await expect(apply(own.installation(), own.options(), phases)).rejects.toThrow('killed');
	const who = `\\S+ \\(process ${process.pid} on ${hostname()}\\), since 20\\d\\d-\\S+Z \\(.*minute.*\\)`;
	expect(text).toMatch(new RegExp(`^${hostname()}  stopped; euca-setup is at work here: ${who}$`, 'm'));
	expect(JSON.parse(json).hosts).toEqual([
		expect.objectContaining({ busy: expect.objectContaining({ pid: process.pid, isSure: true }) }),
	]);
	expect(json).not.toContain('interrupted');
	expect(await said(own)).toMatch(/; the apply of 20\S+ never ended, "euca-setup apply" goes on with it$/m);
});

test('of a process of another machine nobody here knows whether it has ended: the way out is named', async () => {
	const own = await privateSite();
	await apply(own.installation(), own.options(), WRITING);
	const owner = { user: 'ann', machine: 'elsewhere', pid: 7, started: '17', since: Date.parse('2026-01-02T03:04:05Z') };
	await writeFile(statePaths(own.site.eucalyptus).lock, JSON.stringify(owner));
	expect(await said(own)).toMatch(
		/at work here: ann \(process 7 on elsewhere\), since 2026-01-02T03:04:05.000Z \(\d+ minutes\); whether .* --break-lock/,
	);
	const [{ busy }] = JSON.parse(await said(own, true)).hosts;
	expect(busy).toMatchObject({
		isSure: false,
		doubt:
			'whether process 7 still runs cannot be told from here: look on elsewhere; if it has ended, "euca-setup apply --break-lock" goes on',
	});
});

test('of a zone it says how many of its places are free, and of one that is not up why', () => {
	const clusters = [
		{ name: 'one', host: 'head1', port: 8774, state: 'UP', freePlaces: 3, places: 4 },
		{ name: 'two', host: 'head2', port: 8774, state: 'DOWN: nothing listens there' },
	];
	expect(parseClusters(JSON.stringify({ clusters })).map(zoneLine)).toEqual([
		'zone one: UP, 3 of 4 places for the smallest instance are free; its head is at head1:8774',
		'zone two: DOWN: nothing listens there; its head is at head2:8774',
	]);
});
