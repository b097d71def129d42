import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../src/common/run.ts';

let top: string;
let script: string;
beforeAll(() => {
	top = mkdtempSync(join(tmpdir(), 'euca builds-'));
	script = join(top, 'scripts/one-at-a-time.sh');
	mkdirSync(join(top, 'scripts'));
	cpSync(resolve(import.meta.dirname, '../../scripts/one-at-a-time.sh'), script);
});
afterAll(() => rmSync(top, { recursive: true }));

it('a build waits for another one of the same directory, and says so', async () => {
	const log = join(top, 'log');
	const begun = join(top, 'begun');
	const said = join(top, 'said');
	// the first lasts until the second has said that it waits
	const whole =
		'mkfifo "$2"; echo begun > "$2"; until grep -q waiting "$3" 2> /dev/null; do sleep 0.05; done; echo first >> "$1"';
	const first = run(script, ['sh', '-c', whole, 'sh', log, begun, said]);
	await run('sh', ['-c', 'until [ -p "$1" ]; do sleep 0.05; done; cat "$1"', 'sh', begun]);
	const second = run('sh', ['-c', '"$1" sh -c \'echo second >> "$1"\' sh "$2" > "$3"', 'sh', script, log, said]);
	await Promise.all([first, second]);
	expect(readFileSync(said, 'utf8')).toBe('another build runs in this directory: waiting until it is done\n');
	expect(readFileSync(log, 'utf8')).toBe('first\nsecond\n');
});

it('ends as the command ends', async () => {
	expect((await run(script, ['sh', '-c', 'exit 7'], { okCodes: [7] })).exitCode).toBe(7);
});
