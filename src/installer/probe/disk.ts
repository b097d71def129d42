import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

/** The programs, Node among them, are 140 MB; logs and the data base want room to grow. */
const NEEDED_FOR_PROGRAMS_MB = 400;
/** The disk of the smallest instance type: a node with less offers no place at all (spec §3.12). */
const NEEDED_FOR_INSTANCES_MB = 10 * 1024;

/** `4096 25600000 12800000 ext2/ext3`: size of a block, how many there are, how many are left to use, type. */
const fileSystem = z.string().transform((line) => {
	const [block = 0, total = 0, free = 0] = line.split(' ').map(Number);
	const megabytes = (blocks: number) => Math.floor((blocks * block) / 2 ** 20) || 0;
	return { totalMb: megabytes(total), freeMb: megabytes(free), type: line.split(' ').slice(3).join(' ') };
});

const schema = z
	.object({
		fs: answer.list.pipe(z.array(fileSystem)),
		programsWritable: answer.flag,
		instancesWritable: answer.flag,
	})
	.transform(({ fs: [programs, instances = programs], ...rest }) => ({
		...rest,
		/** The file system that $EUCALYPTUS is or will be on. */
		programsFreeMb: programs?.freeMb ?? 0,
		/** The file system that INSTANCE_PATH is or will be on. */
		instancesFreeMb: instances?.freeMb ?? 0,
		instancesTotalMb: instances?.totalMb ?? 0,
		instancesType: instances?.type ?? '',
	}));

export const disk = defineProbe({
	title: 'disk',
	script: `
		near() { d=$1; while [ ! -d "$d" ]; do d=\${d%/*}; d=\${d:-/}; done; }
		(
			near "$eucalyptus"; e=$d
			near "$instance_path"; i=$d
			[ -w "$e" ] && echo programsWritable=Y
			[ -w "$i" ] && echo instancesWritable=Y
			exec stat -f -c 'fs=%S %b %a %T' "$e" "$i"
		)
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
