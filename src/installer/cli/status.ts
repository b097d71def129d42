import { status, zones } from '../actions/services.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withInstallation } from './with-installation.ts';

/** What runs on each host, and the zones. 0: everything. 1: nothing, or not all of it. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(siteOptions, raw);
	return withInstallation(options, context, async (installation) => {
		const hosts = await status(installation);
		const known = await zones(installation);
		if (options.json) {
			context.out(JSON.stringify({ hosts, zones: known ?? null }, undefined, '\t'));
		} else {
			for (const { host, state, lines } of hosts) {
				context.out(`${host}: ${state}`);
				lines.forEach(context.out);
			}

			for (const line of known ?? ['zones: the cloud controller does not answer']) {
				context.out(line);
			}
		}

		return hosts.every(({ state }) => state === 'running') && known !== undefined ? 0 : 1;
	});
}
