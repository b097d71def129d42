import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_WEB_SETTINGS } from '../../../../src/conf/web-properties.ts';
import { readWebSettings } from '../../../../src/runtime/cloud/web/settings.ts';
import { removeDirectory, temporaryDirectory } from '../support/test-cloud.ts';

let directory: string;
let path: string;

beforeEach(async () => {
	directory = await temporaryDirectory();
	path = join(directory, 'eucalyptus-web.properties');
});

afterEach(() => removeDirectory(directory));

it('without a file everything is as it is by default', async () => {
	expect(await readWebSettings(path)).toEqual(DEFAULT_WEB_SETTINGS);
});

it('reads what the file says, and has the default of what it does not', async () => {
	await writeFile(path, '# ours\ncloud-name = Mayhem # 1\nrequest-telephone = no\n');
	expect(await readWebSettings(path)).toEqual({
		...DEFAULT_WEB_SETTINGS,
		cloudName: 'Mayhem # 1',
		requestTelephone: false,
	});
});

it('names file and line of what is wrong', async () => {
	await writeFile(path, 'cloud-name = Mayhem\ncloud-nmae = Mayhem\n');
	await expect(readWebSettings(path)).rejects.toThrow(
		`${path} line 2: cloud-nmae is not a key of this file; did you mean cloud-name?`,
	);
});

it('a file that cannot be read is not the same as none', async () => {
	await mkdir(path);
	await expect(readWebSettings(path)).rejects.toMatchObject({ code: 'PROPERTIES_UNREADABLE', values: { path } });
});
