import * as z from 'zod';
import { stop } from '../actions/services.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withInstallation } from './with-installation.ts';

const optionsSchema = siteOptions.extend({ instances: z.boolean().default(false) });

/** Stops the controllers; instances go on unless they are asked to be shut down too. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(optionsSchema, raw);
	return withInstallation(options, context, async (installation, action) => {
		await stop(installation, { ...action, instances: options.instances });
		return 0;
	});
}
