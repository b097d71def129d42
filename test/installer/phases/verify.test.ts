import { expect, test } from 'vitest';
import { systemClock } from '../../../src/common/clock.ts';
import { apply } from '../../../src/installer/actions/apply.ts';
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
