import { expect, test } from 'vitest';
import { withValue } from '../../src/conf/with-value.ts';

test.each([
	['NODES="a"', 'a b', 'NODES="a b"'],
	["  export NODES = 'a' # mine", 'a b', "  export NODES = 'a b' # mine"],
	['CC_PORT=8774   # do not change', '9090', 'CC_PORT=9090   # do not change'],
	['NODES=a', 'a b', 'NODES="a b"'],
	['NODES=', 'a', 'NODES="a"'],
	["NODES='a'", "o'hara", 'NODES="o\'hara"'],
])('%s with another value keeps the hand of who wrote it', (line, value, expected) => {
	expect(withValue(line, value)).toBe(expected);
});
