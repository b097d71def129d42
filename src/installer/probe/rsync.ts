import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export const rsync = defineProbe({
	title: 'rsync',
	script: `
		r=$(command -v rsync) && v=$("$r" --version) && v=\${v#*version } && echo "version=\${v%%[!0-9.]*}"
		exit 0
	`,
	schema: z.object({ version: answer.text }),
	judge: (fact) => (fact.version === '' ? [{ id: 'NO_RSYNC' }] : []),
	summary: (fact) => fact.version || 'none (not needed)',
});
