import * as z from 'zod';
import { systemClock } from '../../common/clock.ts';
import { type InstallationOptions, withHosts } from '../actions/open-installation.ts';
import type { ActionOptions } from '../actions/run-options.ts';
import { message } from '../messages.ts';
import type { Installation } from '../phases/phase.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { reporterFor } from './reporter.ts';
import { sshFrom, sshOptions } from './ssh-options.ts';

/** Options that every command on a site has. */
export const siteOptions = z.object({
	site: z.string(),
	host: z.array(z.string()).default([]),
	json: z.boolean().default(false),
	...sshOptions.shape,
	breakLock: z.boolean().default(false),
});

export type SiteOptions = z.output<typeof siteOptions>;

/** Opens the site's hosts and somewhere to report to, and closes both whatever happens. */
export async function withInstallation(
	options: SiteOptions,
	context: CommandContext,
	work: (installation: Installation, action: ActionOptions) => Promise<ExitCode>,
	phases?: readonly { id: string; title: string }[],
): Promise<ExitCode> {
	return withSite(options, context, (where, action) => withHosts(where, (hosts) => work(hosts, action)), phases);
}

/** For those who open hosts themselves. */
export async function withSite<T>(
	options: SiteOptions,
	context: CommandContext,
	work: (where: InstallationOptions, action: ActionOptions) => Promise<T>,
	phases?: readonly { id: string; title: string }[],
): Promise<T> {
	const reporter = await reporterFor({ json: options.json, ...(phases === undefined ? {} : { phases }) }, context);
	const where: InstallationOptions = {
		site: options.site,
		only: options.host,
		...sshFrom(options, context),
		onNewHostKey: (host, type, fingerprint) =>
			reporter.notify(message('HOST_KEY_RECORDED', { type, fingerprint }, host)),
	};
	try {
		const { signal } = context;
		return await work(where, { reporter, clock: systemClock, signal, breakLock: options.breakLock });
	} finally {
		await reporter.close?.();
	}
}
