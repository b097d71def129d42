import { expect, test } from 'vitest';
import { systemClock } from '../../../src/common/clock.ts';
import { apply } from '../../../src/installer/actions/apply.ts';
import { connect } from '../../../src/installer/phases/connect.ts';
import type { Phase } from '../../../src/installer/phases/phase.ts';
import { verify } from '../../../src/installer/phases/verify.ts';
import { privateSite, WRITING } from '../support/private-site.ts';

test('a cloud that did not work after the last apply is looked at again, though nothing is left to change', async () => {
	const own = await privateSite();
	let time = Date.now();
	const clock = { ...systemClock, now: () => (time += 60_000), sleep: async () => {} };
	const options = own.options();
	const applied = () => apply(own.installation(), { ...options, clock }, [...WRITING, verify]);
	await expect(applied()).rejects.toMatchObject({ code: 'NOT_HEALTHY' });
	const first = options.messages.length;
	await expect(applied()).rejects.toMatchObject({ code: 'NOT_HEALTHY' });
	const said = JSON.stringify(options.messages.slice(first));
	expect(said).toContain('the zone zone is UP');
	expect(said).toContain('"changes":0');
});

test('nobody waits three minutes for the zone of a head that failed, nor for one none of whose nodes is left', async () => {
	const own = await privateSite();
	const options = own.options();
	const [one] = own.site.clusters;
	const headless = { ...one, name: 'headless', host: 'lost1', nodes: ['node1'] };
	const empty = { ...one, name: 'empty', nodes: ['lost2', 'lost3'] };
	const clusters = [headless, empty] as typeof own.site.clusters;
	const known = clusters.map(({ name, host, port }) => ({ name, host, port, state: 'DOWN' }));
	const look: Phase = {
		id: 'look',
		title: 'Look',
		async run({ surveys, failed }) {
			for (const [host, survey] of surveys) {
				surveys.set(host, { ...survey, clusters: JSON.stringify({ clusters: known }) });
			}

			for (const lost of ['lost1', 'lost2', 'lost3']) {
				failed.set(lost, new Error('gone'));
			}
		},
	};
	const clock = { ...systemClock, sleep: () => Promise.reject(new Error('waited')) };
	await expect(
		apply(own.installation({ clusters }), { ...options, clock }, [connect, look, verify]),
	).rejects.toMatchObject({ code: 'HOSTS_FAILED', values: expect.objectContaining({ hosts: 'lost1, lost2, lost3' }) });
	expect(JSON.stringify(options.messages)).not.toContain('zone');
});
