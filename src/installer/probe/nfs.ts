import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export const nfs = defineProbe({
	title: 'NFS',
	script: `
		awk '$3 ~ /^nfs/ { print "mount=" $1 " on " $2 }' /proc/mounts
		[ -r /etc/exports ] && sed -n 's/^[ \\t]*\\(\\/[^#]*\\).*/export=\\1/p' /etc/exports
		grep -qsw nfs4 /proc/filesystems && echo kernelClient=Y
	`,
	schema: z.object({ mount: answer.list, export: answer.list, kernelClient: answer.flag }),
	judge: () => [],
	summary: (fact) =>
		fact.mount.length + fact.export.length === 0
			? 'not in use (not needed: nodes fetch images from the cloud controller)'
			: [...fact.mount, ...fact.export.map((name) => `exports ${name}`)].join('; '),
});
