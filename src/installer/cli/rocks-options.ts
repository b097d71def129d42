import { appendFileSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { HOST_NAME } from '../../common/host-name.ts';
import { layout } from '../../common/layout.ts';
import type { Reporter } from '../messages.ts';
import type { CommandContext } from './command.ts';
import { reporterFor } from './reporter.ts';
import { plainLine } from './reporter-plain.ts';

/** Rocks puts an empty text in the place of an attribute that it does not know. */
export const maybe = z
	.string()
	.optional()
	.transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()));

export const rocksOptions = z.object({
	prefix: z.string().default('/opt/eucalyptus-1.1'),
	json: z.boolean().default(false),
});

/** What was said also stands in rocks.log: the output of a kickstart file is hard to find afterwards. */
export async function loggingReporter(
	{ prefix, json }: z.output<typeof rocksOptions>,
	context: CommandContext,
): Promise<Reporter> {
	const { log } = layout(prefix);
	mkdirSync(log, { recursive: true, mode: 0o750 });
	const file = join(log, 'rocks.log');
	const reporter = await reporterFor({ json }, context);
	appendFileSync(file, `-- ${new Date().toISOString()} euca-setup ${process.argv.slice(2).join(' ')}\n`, {
		mode: 0o640,
	});
	return {
		...reporter,
		notify(message) {
			const line = plainLine(message);
			if (line !== undefined) {
				appendFileSync(file, `${line}\n`);
			}

			reporter.notify(message);
		},
	};
}

/** The name of this machine; an installer's chroot may have none. */
export function ownName(): string {
	const name = hostname();
	return HOST_NAME.test(name) ? name : 'localhost';
}
