import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export const selinux = defineProbe({
	title: 'SELinux',
	script: `
		for f in /sys/fs/selinux/enforce /selinux/enforce; do
			[ -r "$f" ] && read -r e <"$f" && { echo "enforcing=$e"; break; }
		done
	`,
	schema: z.object({
		enforcing: answer.text.transform((text) => ({ '1': 'enforcing', '0': 'permissive' })[text] ?? 'off'),
	}),
	judge: (fact) => (fact.enforcing === 'enforcing' ? [{ id: 'SELINUX_ENFORCING' }] : []),
	summary: (fact) => fact.enforcing,
});
