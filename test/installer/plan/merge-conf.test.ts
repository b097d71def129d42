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

test('comments, blank lines, order, export and quotes of a person stay, whatever the site changes', () => {
	const byHand = [
		'# Asked Carla before changing anything here!',
		"export CC_PORT='8774'   # the firewall knows it",
		'',
		'# nodes',
		'# rack 7 is out of order',
		'NODES=a',
		'',
		'SITE_SPECIAL=1',
		'LOGLEVEL=INFO # less than before',
		'',
	].join('\n');
	const next = BASE.replace('INFO', 'DEBUG').replace('8774', '9090').replace('"a"', '"a b"');
	const merged = mergeConf(BASE, byHand, next);
	expect(merged?.text).toBe(
		byHand.replace("'8774'", "'9090'").replace('NODES=a', 'NODES="a b"').replace('INFO', 'DEBUG'),
	);
	expect(merged?.keptKeys).toEqual(['SITE_SPECIAL']);
});

test('a comment alone is no reason to lose a change of the site, nor the other way round', () => {
	const byHand = BASE.replace('LOGLEVEL', '# why so much?\nLOGLEVEL');
	expect(mergeConf(BASE, byHand, BASE.replace('INFO', 'DEBUG'))).toEqual({
		text: byHand.replace('INFO', 'DEBUG'),
		keptKeys: [],
	});
});

test('a node added by hand and one added by the site are both there; one that the site took out goes', () => {
	const byHand = BASE.replace('"a"', '"a x"');
	expect(mergeConf(BASE, byHand, BASE.replace('"a"', '"a b"'))).toEqual({
		text: BASE.replace('"a"', '"a x b"'),
		keptKeys: ['NODES'],
	});
	expect(mergeConf(BASE, byHand, BASE.replace('"a"', '""'))?.text).toBe(BASE.replace('"a"', '"x"'));
	expect(mergeConf(BASE, byHand, BASE.replace('"a"', '"a b x"'))?.text).toBe(BASE.replace('"a"', '"a x b"'));
});

test('a key that is new comes with its comment, below the one that it follows; one that is gone takes its comment along', () => {
	const byHand = `# mine\n${BASE}`;
	const next = '# nodes\nNODES="a"\n\n# a new one\nMAX_CORES="4"\nCC_PORT="8774"\n';
	expect(mergeConf(BASE, byHand, next)?.text).toBe(
		'# mine\n# nodes\nNODES="a"\n\n# a new one\nMAX_CORES="4"\nCC_PORT="8774"\n',
	);
	expect(mergeConf(next, `${next}# end`, BASE)?.text).toBe(
		'# nodes\nNODES="a"\n\nLOGLEVEL="INFO"\nCC_PORT="8774"\n# end',
	);
});

test('a heading that nobody touched follows', () => {
	const [old, now] = ['# a package brought this\n\n', '# written by euca-setup\n# for node1\n\n'];
	const byHand = BASE.replace('"a"', '"a b"');
	expect(mergeConf(old + BASE, old + byHand, now + BASE)?.text).toBe(now + byHand);
	expect(mergeConf(old + BASE, old + BASE, now + BASE)).toEqual({ text: now + BASE, keptKeys: [] });
	expect(mergeConf(old + BASE, `# mine\n${byHand}`, now + BASE)?.text).toBe(`# mine\n${byHand}`);
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
