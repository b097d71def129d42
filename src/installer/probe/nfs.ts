import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

/** `/export/home *.lab(ro,sync) 10.1.0.1(rw)`: read-only for a client unless its options say rw. */
const exported = z.string().transform((line) => {
	const [path = '', ...clients] = line.split(/[ \t]+/);
	return { path: path.replaceAll('"', ''), clients, isReadOnly: !clients.some((client) => /[(,]rw[,)]/.test(client)) };
});

/** `head:/export/home /home nfs4 rw,relatime` */
const mounted = z.string().transform((line) => {
	const [from = '', at = '', type = '', options = ''] = line.split(' ');
	return { from, at, type, isReadOnly: options.split(',').includes('ro') };
});

export const nfs = defineProbe({
	title: 'NFS',
	reads: [
		{ files: '/proc/mounts', awk: 'if ($3 ~ /^nfs/) print "mount=" $1 " " $2 " " $3 " " $4' },
		{
			files: '/etc/exports /etc/exports.d/*.exports',
			awk: `nfs_line = (FNR == 1 ? "" : nfs_line) $0
				if (sub(/\\\\$/, " ", nfs_line)) next
				sub(/#.*/, "", nfs_line); sub(/^[ \\t]+/, "", nfs_line)
				if (nfs_line ~ /^"?\\//) print "export=" nfs_line
				nfs_line = ""`,
		},
		{ files: '/proc/filesystems', awk: 'if (/nfs4/) print "kernelClient=Y"' },
	],
	schema: z.object({
		mount: answer.list.pipe(z.array(mounted)),
		export: answer.list.pipe(z.array(exported)),
		kernelClient: answer.flag,
	}),
	judge(fact, { sharedDirectory }): Found[] {
		return fact.export
			.filter(({ path, isReadOnly }) => isReadOnly && sharedDirectory !== undefined && isAt(sharedDirectory, path))
			.map(({ path }) => ({ id: 'NFS_EXPORT_READ_ONLY', values: { path } }));
	},
	summary: (fact) =>
		fact.mount.length + fact.export.length === 0
			? 'not in use (not needed: nodes fetch images from the cloud controller)'
			: [
					...fact.mount.map(({ from, at, isReadOnly }) => `${from} on ${at}${isReadOnly ? ' (read-only)' : ''}`),
					...fact.export.map(({ path, isReadOnly }) => `exports ${path}${isReadOnly ? ' (read-only)' : ''}`),
				].join('; '),
});

function isAt(directory: string, path: string): boolean {
	return directory === path || directory.startsWith(`${path.replace(/\/$/, '')}/`);
}
