import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/common/run.ts';

const bin = join(import.meta.dirname, '../../bin');

test.each([
	...['euca-setup --help', 'euca --man', 'euca_sync_key -h', 'NCclient --help', 'CCclient_full --help'],
	'euca-simulate --help',
])('%s in a pipe whose reader has seen enough ends without a word', async (command) => {
	// `true` reads nothing: every write of the program meets a closed pipe.
	const { stderr } = await run('bash', ['-c', `${bin}/${command} | true`]);
	expect(stderr).toBe('');
});

test('output that finds no room is an error in words', async () => {
	const { stderr, stdout } = await run('bash', ['-c', `${bin}/euca-setup --help >/dev/full; echo $?`]);
	expect(stdout).toBe('1\n');
	expect(stderr).toMatch(/^cannot write to standard output: .*no space/i);
	expect(stderr).not.toContain('    at ');
});
