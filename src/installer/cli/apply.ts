import * as z from 'zod';
import { apply } from '../actions/apply.ts';
import { plan } from '../actions/plan.ts';
import { message, type Reporter } from '../messages.ts';
import { APPLY } from '../phases/index.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { confirmed } from './confirm.ts';
import { type SiteOptions, siteOptions, withInstallation } from './with-installation.ts';

const optionsSchema = siteOptions.extend({ yes: z.boolean().default(false) });

/** Makes the hosts what the site says. Without --yes it shows the plan first and asks; without a terminal it never asks. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(optionsSchema, raw);
	if (!options.yes && !(await wanted(options, context))) {
		return 2;
	}

	return withInstallation(
		options,
		context,
		async (installation, action) => {
			const changes = await apply(installation, action);
			const { cloud, eucalyptus } = installation.site;
			const host = cloud.publicHost ?? cloud.host;
			const text =
				changes.length === 0
					? 'Nothing had to be changed; the cloud runs.'
					: `The cloud runs: http://${host}:${cloud.port}/services/Eucalyptus. Next: ${eucalyptus}/usr/sbin/euca add_image (see euca --man), and https://${host}:${cloud.sslPort}/ for the users: the first login is admin with the password admin, which is changed then.`;
			action.reporter.notify(message('NEXT_STEP', { text }));
			return 0;
		},
		APPLY,
	);
}

async function wanted(options: SiteOptions, context: CommandContext): Promise<boolean> {
	let pending = 0;
	await withInstallation(options, context, async (installation, action) => {
		const reporter = withoutNewFiles(action.reporter);
		pending = (await plan(installation, { ...action, reporter })).length;
		return 0;
	});
	return pending === 0 || confirmed('Make these changes? ("euca-setup plan" shows what is in new files.)', context);
}

/** Between the question and what it is about there shall not be a thousand lines. */
function withoutNewFiles({ notify }: Reporter): Reporter {
	return {
		notify: (one) => {
			if (one.code !== 'DIFFERENCE' || one.fields['kind'] !== 'new') {
				notify(one);
			}
		},
	};
}
