import { plan } from '../actions/plan.ts';
import { throwIfAnyFailed } from '../phases/run-phases.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withInstallation } from './with-installation.ts';

/** Shows what apply would change. 2: there is something. 1: some hosts could not be looked at. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(siteOptions, raw);
	return withInstallation(options, context, async (installation, action) => {
		const changes = await plan(installation, action);
		throwIfAnyFailed(installation);
		return changes.length === 0 ? 0 : 2;
	});
}
