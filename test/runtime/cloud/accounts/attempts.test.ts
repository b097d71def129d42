import { expect, it } from 'vitest';
import { Attempts } from '../../../../src/runtime/cloud/accounts/attempts.ts';

const MINUTE = 60_000;

function attempts() {
	const clock = { time: 0 };
	return { clock, attempts: new Attempts({ most: 3, withinMs: 10 * MINUTE, now: () => clock.time }) };
}

it('refuses more than so many until the time is over, counted from the first', () => {
	const { clock, attempts: some } = attempts();
	for (let count = 0; count < 3; count += 1) {
		some.count('a');
		clock.time += MINUTE;
	}

	expect(() => some.count('a')).toThrow('Too many attempts');
	expect(() => some.count('b')).not.toThrow();
	clock.time = 10 * MINUTE;
	expect(() => some.count('a')).not.toThrow();
	expect(() => some.count('a')).not.toThrow();
});

it('says how long to wait, and forgets all at a success', () => {
	const { clock, attempts: some } = attempts();
	for (let count = 0; count < 3; count += 1) {
		some.count('a');
	}

	clock.time = 7.5 * MINUTE;
	expect(() => some.count('a')).toThrow(expect.objectContaining({ next: 'wait 3 minutes and try again' }));
	some.succeeded('a');
	expect(() => some.count('a')).not.toThrow();
});

it('takes names of any length for what they begin with', () => {
	const { attempts: some } = attempts();
	const long = (end: string) => `${'x'.repeat(60_000)}${end}`;
	for (const end of ['a', 'b', 'c']) {
		some.count(long(end));
	}

	expect(() => some.count(long('d'))).toThrow('Too many attempts');
});
