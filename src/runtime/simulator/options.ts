import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { messageOf } from '../../common/errors.ts';
import { simulatorErrors } from './errors.ts';

export interface SimulatorOptions {
	/** Everything lies below it. */
	readonly directory: string;
	/** Of the cloud's web services; 0: the one it had before, or any free one. */
	readonly port: number;
	readonly clusters: number;
	/** Of each cluster. */
	readonly nodes: number;
	/** Of each node. */
	readonly cores: number;
	readonly memoryMb: number;
	readonly diskGb: number;
	/** How long an instance stays pending. */
	readonly bootSeconds: number;
}

export const HELP = `euca-simulate: a whole cloud without hypervisors, for developers of clients, for teaching and for tests

euca-simulate --dir DIR [--port P] [--clusters C] [--nodes N] [--cores 8] [--memory 8192] [--disk 100] [--boot-seconds 0]

  --dir DIR          everything is kept here: keys, database, instances, logs; started again on the same
                     directory, the cloud finds its instances
  --port P           port of the EC2 interface on 127.0.0.1 (default 0: the one it had before, or any free one)
  --clusters C       clusters, each an availability zone: cluster1, cluster2, … (default 1)
  --nodes N          nodes of each cluster (default 2)
  --cores N          cores of each node (default 8)
  --memory MB        memory of each node in MB (default 8192)
  --disk GB          disk of each node in GB (default 100)
  --boot-seconds S   how long an instance is pending (default 0)

It runs in the foreground until SIGTERM or SIGINT. When it is ready it writes one line of JSON to standard output:
ec2Url, webUrl, ccUrls, ncUrls, keysDir, accessKey, secretKey, certFile, keyFile, cloudCertFile (the administrator's
credentials). The tools work on it with EUCALYPTUS=DIR in the environment, such as: EUCALYPTUS=DIR euca list_images

Exit status: 0 stopped by a signal, 1 failed, 2 another simulator runs on DIR, 64 wrong options.
`;

const whole = (min: number, max: number) =>
	z
		.string()
		.regex(/^\d{1,9}$/)
		.transform(Number)
		.refine((value) => value >= min && value <= max);

const expected = {
	port: 'a port, 0 to 65535',
	clusters: '1 to 100',
	nodes: '0 to 10000',
	cores: '1 to 1024',
	memory: 'MB, 1 to 16777216',
	disk: 'GB, 1 to 1048576',
	'boot-seconds': 'seconds, 0 to 86400',
} as const;

const schema = z.object({
	port: whole(0, 65_535),
	clusters: whole(1, 100),
	nodes: whole(0, 10_000),
	cores: whole(1, 1024),
	memory: whole(1, 16_777_216),
	disk: whole(1, 1_048_576),
	'boot-seconds': z
		.string()
		.regex(/^\d{1,5}(\.\d{1,3})?$/)
		.transform(Number)
		.refine((value) => value <= 86_400),
});

/** Undefined if only help was asked for. Throws SIMULATOR_OPTION. */
export function parseOptions(words: readonly string[]): SimulatorOptions | undefined {
	const values = split(words);
	if (values.help === true) {
		return undefined;
	}

	if (values.dir === undefined || values.dir === '') {
		throw simulatorErrors('SIMULATOR_OPTION', { problem: 'the option --dir DIR is missing' });
	}

	const result = schema.safeParse(values);
	if (!result.success) {
		const name = String(result.error.issues[0]?.path[0]) as keyof typeof expected;
		const problem = `--${name} ${JSON.stringify(values[name])}: expected ${expected[name]}`;
		throw simulatorErrors('SIMULATOR_OPTION', { problem });
	}

	const { memory, disk, 'boot-seconds': bootSeconds, ...same } = result.data;
	return { ...same, directory: resolve(values.dir), memoryMb: memory, diskGb: disk, bootSeconds };
}

function split(words: readonly string[]) {
	const text = (value: string) => ({ type: 'string', default: value }) as const;
	try {
		return parseArgs({
			args: [...words],
			options: {
				dir: { type: 'string' },
				help: { type: 'boolean', short: 'h' },
				port: text('0'),
				clusters: text('1'),
				nodes: text('2'),
				cores: text('8'),
				memory: text('8192'),
				disk: text('100'),
				'boot-seconds': text('0'),
			},
		}).values;
	} catch (error) {
		throw simulatorErrors('SIMULATOR_OPTION', { problem: messageOf(error) });
	}
}
