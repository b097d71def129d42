import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

/** The programs, Node among them, are 140 MB; logs and the data base want room to grow. */
const NEEDED_FOR_PROGRAMS_MB = 400;
/** The disk of the smallest instance type: a node with less offers no place at all (spec §3.12). */
const NEEDED_FOR_INSTANCES_MB = 10 * 1024;

/** Lines of df, kB: what stands before the percentage counts, for the name of a file system may hold blanks. */
const df = answer.list.transform((lines) =>
	lines.flatMap((line) => {
		const [, total, free] = /\s(\d+)\s+-?\d+\s+(-?\d+)\s+(?:\d+%|-)\s/.exec(line) ?? [];
		return total === undefined
			? []
			: [{ totalMb: Math.floor(Number(total) / 1024), freeMb: Math.floor(Number(free) / 1024) }];
	}),
);

const schema = z
	.object({
		df,
		programsWritable: answer.flag,
		instancesType: answer.text,
		instancesWritable: answer.flag,
	})
	.transform(({ df: [programs, instances = programs], ...rest }) => ({
		...rest,
		/** The file system that $EUCALYPTUS is or will be on. */
		programsFreeMb: programs?.freeMb ?? 0,
		/** The file system that INSTANCE_PATH is or will be on. */
		instancesFreeMb: instances?.freeMb ?? 0,
		instancesTotalMb: instances?.totalMb ?? 0,
	}));

export const disk = defineProbe({
	title: 'disk',
	script: `
		near() { d=$1; while [ ! -d "$d" ]; do d=\${d%/*}; d=\${d:-/}; done; printf '%s\\n' "$d"; }
		e=$(near "$eucalyptus"); i=$(near "$instance_path")
		[ -w "$e" ] && echo programsWritable=Y
		[ -w "$i" ] && echo instancesWritable=Y
		df -Pk "$e" "$i" | while read -r line; do echo "df=$line"; done
		echo "instancesType=$(stat -f -c %T "$i")"
	`,
	schema,
	judge(fact, wish) {
		const found: Found[] = [];
		const isNode = wish.roles.includes('node');
		if (!fact.programsWritable) {
			found.push({ id: 'NOT_WRITABLE', values: { path: wish.eucalyptus } });
		} else if (fact.programsFreeMb < NEEDED_FOR_PROGRAMS_MB) {
			const values = { path: wish.eucalyptus, freeMb: fact.programsFreeMb, neededMb: NEEDED_FOR_PROGRAMS_MB };
			found.push({ id: 'DISK_FULL', values });
		}

		if (!isNode) {
			return found;
		}

		if (!fact.instancesWritable) {
			found.push({ id: 'NOT_WRITABLE', values: { path: wish.instancePath } });
		} else if (fact.instancesFreeMb < NEEDED_FOR_INSTANCES_MB) {
			const values = { path: wish.instancePath, freeMb: fact.instancesFreeMb, neededMb: NEEDED_FOR_INSTANCES_MB };
			found.push({ id: 'LITTLE_DISK', values });
		}

		if (/^nfs/.test(fact.instancesType)) {
			found.push({ id: 'INSTANCES_ON_NFS', values: { path: wish.instancePath } });
		}

		return found;
	},
	summary: (fact) =>
		`${fact.instancesFreeMb} of ${fact.instancesTotalMb} MB free for instances (${fact.instancesType})`,
});
