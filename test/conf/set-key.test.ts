import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConf } from '../../src/conf/parse.ts';
import { printConf } from '../../src/conf/print.ts';
import { setConfKey } from '../../src/conf/set-key.ts';
import { anyConf } from './arbitrary-conf.ts';

const text = `# my notes
CC_PORT="8774"   # do not change
  NODES = 'a b'
#NC_PORT="1"
NC_PORT=8775
`;

test('a key is set in place; comments, order and other lines stay byte for byte', () => {
	expect(setConfKey(text, 'NODES', ['a', 'b', 'c'])).toBe(text.replace("  NODES = 'a b'", 'NODES="a b c"'));
	expect(setConfKey(text, 'CC_PORT', 9090)).toBe(text.replace('"8774"', '"9090"'));
	expect(setConfKey(text, 'NC_PORT', 9091)).toBe(text.replace('NC_PORT=8775', 'NC_PORT="9091"'));
});

test('a key that is not there, or only as a comment, is added at the end with its comment', () => {
	const added = setConfKey(text, 'SWAP_SIZE', 0);
	expect(added.startsWith(`${text}\n# Swap disk`)).toBe(true);
	expect(added.endsWith('SWAP_SIZE="0"\n')).toBe(true);
	expect(setConfKey('#NC_PORT="1"', 'NC_PORT', 2)).toContain('#NC_PORT="1"\n\n# Port');
	expect(setConfKey('', 'NC_PORT', 2)).toMatch(/^# Port.*\nNC_PORT="2"\n$/);
});

test('a key that stands twice stands once afterwards, where a shell believed it', () => {
	expect(setConfKey('NODES="a"\nCC_PORT="1"\nNODES="b"\n', 'NODES', ['c'])).toBe('CC_PORT="1"\nNODES="c"\n');
});

test('in any configuration one key changes and all others stay', () => {
	fc.assert(
		fc.property(anyConf, anyConf, (before, after) => {
			const changed = setConfKey(printConf(before), 'NODES', after.NODES);
			expect(parseConf(changed, 'c')).toEqual({ ...before, NODES: after.NODES });
			expect(changed.split('\n')).toHaveLength(printConf(before).split('\n').length);
		}),
	);
});
