import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export const node = defineProbe({
	title: 'Node.js',
	packages: ['nodejs'],
	script: `
		if find_program node; then
			if [ "$program" = /usr/bin/node ] && packaged nodejs; then echo "version=v$version"; else echo "version=$("$program" --version)"; fi
		fi
		( o="$eucalyptus/usr/lib/eucalyptus/node/bin/node"; [ ! -x "$o" ] || echo "ours=$("$o" --version)" )
	`,
	schema: z.object({
		version: answer.text,
		/** The one that we installed below $EUCALYPTUS. */
		ours: answer.text,
	}),
	judge: (fact) => (fact.version === '' && fact.ours === '' ? [{ id: 'NO_NODE' }] : []),
	summary: (fact) => `${fact.version || 'none'} on the system, ${fact.ours || 'none yet'} of ours`,
});
