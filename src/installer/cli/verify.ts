import { verify } from '../actions/verify.ts';
import { throwIfAnyFailed } from '../phases/run-phases.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withInstallation } from './with-installation.ts';

/** 0: healthy and as the site says. 1: something does not work. 2: it works, but hosts differ from the site. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(siteOptions, raw);
	return withInstallation(options, context, async (installation, action) => {
		const { drift, failed } = await verify(installation, action);
		throwIfAnyFailed(installation);
		if (failed.length > 0) {
			return 1;
		}

		return drift.length > 0 ? 2 : 0;
	});
}
