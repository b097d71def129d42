import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export const rsync = defineProbe({
	title: 'rsync',
	script: `
		r=$(command -v rsync) && echo "version=$("$r" --version | sed -n '1s/.*version \\([0-9.]*\\).*/\\1/p')"
		exit 0
	`,
	schema: z.object({ version: answer.text }),
	judge: (fact) => (fact.version === '' ? [{ id: 'NO_RSYNC' }] : []),
	summary: (fact) => fact.version || 'none (not needed)',
});
