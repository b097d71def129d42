import { expect, it } from 'vitest';
import { wrap } from '../../src/common/wrap.ts';

it.each([
	['', ['']],
	['short', ['short']],
	['just so ten', ['just so', 'ten']],
	['ten fit in', ['ten fit in']],
	['a https://example.org/ b', ['a', 'https://example.org/', 'b']],
	['https://example.org/', ['https://example.org/']],
])('breaks %j at blanks only', (text, lines) => {
	expect(wrap(text, 10)).toEqual(lines);
});
