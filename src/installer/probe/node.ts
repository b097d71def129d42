import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export const node = defineProbe({
	title: 'Node.js',
	script: `
		n=$(command -v node) && echo "version=$("$n" --version)"
		o="$eucalyptus/usr/lib/eucalyptus/node/bin/node"
		[ -x "$o" ] && echo "ours=$("$o" --version)"
		exit 0
	`,
	schema: z.object({
		version: answer.text,
		/** The one that we installed below $EUCALYPTUS. */
		ours: answer.text,
	}),
	judge: (fact) => (fact.version === '' && fact.ours === '' ? [{ id: 'NO_NODE' }] : []),
	summary: (fact) => `${fact.version || 'none'} on the system, ${fact.ours || 'none yet'} of ours`,
});
