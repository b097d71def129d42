import { expect, it } from 'vitest';
import { Attempts } from '../../../../src/runtime/cloud/accounts/attempts.ts';

const MINUTE = 60_000;

function attempts() {
	const clock = { time: 0 };
	return { clock, count: new Attempts({ most: 3, withinMs: 10 * MINUTE, now: () => clock.time }) };
}

it('stops after so many failures until the time is over, counted from the first', () => {
	const { clock, count } = attempts();
	for (let failure = 0; failure < 3; failure += 1) {
		count.mustBeFew('a');
		count.failed('a');
		clock.time += MINUTE;
	}

	expect(() => count.mustBeFew('a')).toThrow('Too many attempts failed');
	expect(() => count.mustBeFew('b')).not.toThrow();
	clock.time = 10 * MINUTE;
	expect(() => count.mustBeFew('a')).not.toThrow();
	count.failed('a');
	expect(() => count.mustBeFew('a')).not.toThrow();
});

it('says how long to wait, and forgets failures at a success', () => {
	const { clock, count } = attempts();
	for (let failure = 0; failure < 3; failure += 1) {
		count.failed('a');
	}

	clock.time = 7.5 * MINUTE;
	expect(() => count.mustBeFew('a')).toThrow(expect.objectContaining({ next: 'wait 3 minutes and try again' }));
	count.succeeded('a');
	expect(() => count.mustBeFew('a')).not.toThrow();
});
