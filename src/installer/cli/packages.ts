import { hostname } from 'node:os';
import * as z from 'zod';
import { systemClock } from '../../common/clock.ts';
import { installPackages } from '../actions/packages.ts';
import { localHost } from '../transport/local.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { reporterFor } from './reporter.ts';

const optionsSchema = z.object({ json: z.boolean().default(false) });

/** Installs the Debian packages that this machine lacks, so that the probe can try everything. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const { json } = parseOptions(optionsSchema, raw);
	const reporter = await reporterFor({ json }, context);
	try {
		await installPackages(localHost({ name: hostname() }), { reporter, clock: systemClock, signal: context.signal });
		return 0;
	} finally {
		await reporter.close?.();
	}
}
