import { expect, test } from 'vitest';
import { mergeConf } from '../../../src/installer/plan/merge-conf.ts';

const BASE = '# nodes\nNODES="a"\nLOGLEVEL="INFO"\nCC_PORT="8774"\n';

test('a value set by hand stays while others follow the site', () => {
	const merged = mergeConf(BASE, BASE.replace('"a"', '"a b"'), BASE.replace('INFO', 'DEBUG'));
	expect(merged).toEqual({ text: '# nodes\nNODES="a b"\nLOGLEVEL="DEBUG"\nCC_PORT="8774"\n', keptKeys: ['NODES'] });
});

test('a key removed by hand stays away, one added by hand stays', () => {
	const byHand = BASE.replace('CC_PORT="8774"\n', 'MAX_CORES="4"\n');
	expect(mergeConf(BASE, byHand, BASE)).toEqual({
		text: '# nodes\nNODES="a"\nLOGLEVEL="INFO"\nMAX_CORES="4"\n',
		keptKeys: ['CC_PORT', 'MAX_CORES'],
	});
});

test('a value that hand and site set alike is no hand edit any more', () => {
	const same = BASE.replace('"a"', '"a b"');
	expect(mergeConf(BASE, same, same)).toEqual({ text: same, keptKeys: [] });
});

test('merging again changes nothing: a run that was killed in between may be repeated', () => {
	const byHand = BASE.replace('"a"', '"a b"');
	const next = BASE.replace('INFO', 'DEBUG');
	const once = mergeConf(BASE, byHand, next)?.text ?? '';
	expect(mergeConf(BASE, once, next)?.text).toBe(once);
});

test('what is not made of assignments is not merged', () => {
	expect(mergeConf('<Location />\n', BASE, BASE)).toBeUndefined();
});
