import { expect, test } from 'vitest';
import { parseOptions } from '../../../src/runtime/simulator/options.ts';

test('what is not given has the values of the help text', () => {
	expect(parseOptions(['--dir', '/tmp/x'])).toEqual({
		directory: '/tmp/x',
		port: 0,
		clusters: 1,
		nodes: 2,
		cores: 8,
		memoryMb: 8192,
		diskGb: 100,
		bootSeconds: 0,
	});
});

test('a relative directory is taken from where one stands', () => {
	expect(parseOptions(['--dir', 'here'])?.directory).toBe(`${process.cwd()}/here`);
});

test('--help needs nothing else', () => {
	expect(parseOptions(['--help'])).toBeUndefined();
});

test.each([
	[[], '--dir'],
	[['--dir', ''], '--dir'],
	[['--dir', '/x', '--port', '65536'], '--port'],
	[['--dir', '/x', '--clusters', '0'], '--clusters'],
	[['--dir', '/x', '--boot-seconds', '-1'], '--boot-seconds'],
	[['--dir', '/x', '--frobnicate'], '--frobnicate'],
	[['--dir', '/x', 'word'], 'word'],
])('%j is refused, and the message names %s', (words, name) => {
	expect(() => parseOptions(words)).toThrow(name);
});
