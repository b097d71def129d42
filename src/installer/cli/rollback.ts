import { rollback } from '../actions/rollback.ts';
import { message } from '../messages.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withInstallation } from './with-installation.ts';

/** Returns to the generation before the last apply. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(siteOptions, raw);
	return withInstallation(options, context, async (installation, action) => {
		await rollback(installation, action);
		const text = `The last apply is taken back. ${options.site} may still ask for it: "euca-setup plan" shows the difference.`;
		action.reporter.notify(message('NEXT_STEP', { text }));
		return 0;
	});
}
