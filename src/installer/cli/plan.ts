import { plan } from '../actions/plan.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withInstallation } from './with-installation.ts';

/** Shows what apply would change. 2: there is something. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(siteOptions, raw);
	return withInstallation(options, context, async (installation, action) => {
		const changes = await plan(installation, action);
		return changes.length === 0 ? 0 : 2;
	});
}
