import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/common/run.ts';

const bin = join(import.meta.dirname, '../../bin');

test.each(['euca-setup --help', 'euca --man'])(
	'%s in a pipe whose reader has seen enough ends without a word',
	async (command) => {
		// `true` reads nothing: every write of the program meets a closed pipe.
		const { stderr } = await run('bash', ['-c', `${bin}/${command} | true`]);
		expect(stderr).toBe('');
	},
);
