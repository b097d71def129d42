import { start } from '../actions/services.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withInstallation } from './with-installation.ts';

/** Starts what is installed. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(siteOptions, raw);
	return withInstallation(options, context, async (installation, action) => {
		await start(installation, action);
		return 0;
	});
}
