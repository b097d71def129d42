import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export const rsync = defineProbe({
	title: 'rsync',
	packages: ['rsync'],
	script: `
		find_program rsync || return 0
		[ "$program" = /usr/bin/rsync ] && packaged rsync ||
			{ version=$("$program" --version); version=\${version#*version }; version=\${version%%[!0-9.]*}; }
		echo "version=$version"
	`,
	schema: z.object({ version: answer.text }),
	judge: (fact) => (fact.version === '' ? [{ id: 'NO_RSYNC' }] : []),
	summary: (fact) => fact.version || 'none (not needed)',
});
