import { expect, test } from 'vitest';
import { parseWebProperties } from '../../src/conf/parse-web-properties.ts';
import { webPropertiesFile } from '../../src/conf/print-web-properties.ts';
import { DEFAULT_WEB_SETTINGS, WEB_KEYS } from '../../src/conf/web-properties.ts';

const file = webPropertiesFile();

test('the file says nothing as it comes', () => {
	expect(parseWebProperties(file, 'file')).toEqual(DEFAULT_WEB_SETTINGS);
	expect(file.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
});

test('every name stands in it once, below a comment, and may be set by taking its # away', () => {
	const names = [...file.matchAll(/^# .+\n#([a-z-]+) =.*$/gm)].map(([, name]) => name);
	expect(names).toEqual(Object.keys(WEB_KEYS));
	expect(parseWebProperties(file.replace(/^#(?=[a-z])/gm, ''), 'file')).toEqual(DEFAULT_WEB_SETTINGS);
});
