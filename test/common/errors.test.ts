import { expect, test } from 'vitest';
import { describeError, errorCatalogue } from '../../src/common/errors.ts';

const fail = errorCatalogue({ LOST: { text: '{host}: lost: {problem}', who: 'operator', next: 'find {host}' } });

test('a person reads what happened, what to do, and each cause once', () => {
	const deep = new Error('the cable is out');
	const cause = new Error('no answer', { cause: deep });
	expect(describeError(fail('LOST', { host: 'n1', problem: 'no answer' }, { cause }))).toBe(
		'n1: lost: no answer\n  what to do: find n1\n  because: the cable is out',
	);
	expect(describeError('a word')).toBe('a word');
});
