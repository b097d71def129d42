import * as z from 'zod';
import { uninstall } from '../actions/uninstall.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { confirmed } from './confirm.ts';
import { siteOptions, withInstallation } from './with-installation.ts';

const optionsSchema = siteOptions.extend({ yes: z.boolean().default(false), keepState: z.boolean().default(false) });

/** Takes everything away and proves it. Without --yes it shows what would go and asks. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(optionsSchema, raw);
	const { keepState } = options;
	if (!options.yes) {
		await withInstallation(options, context, async (installation, action) => {
			await uninstall(installation, { ...action, keepState, mode: 'plan' });
			return 0;
		});
		if (!(await confirmed('Remove all this, instances and their disks included?', context))) {
			return 2;
		}
	}

	return withInstallation(options, context, async (installation, action) => {
		await uninstall(installation, { ...action, keepState, mode: 'apply' });
		return 0;
	});
}
