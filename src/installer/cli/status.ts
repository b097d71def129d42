import { type CloudStatus, type HostStatus, status } from '../actions/services.ts';
import type { KnownCluster } from '../phases/checks.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withInstallation } from './with-installation.ts';

/** What runs on each host, and the zones. 0: everything. 1: nothing, or not all of it. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(siteOptions, raw);
	return withInstallation(options, context, async (installation, action) => {
		const found = await status(installation, action);
		if (options.json) {
			context.out(JSON.stringify({ ...found, zones: found.zones ?? null }, undefined, '\t'));
		} else {
			print(found, context);
		}

		const asksCloud = installation.hosts.some(({ name }) => name === installation.site.cloud.host);
		const isUp = !asksCloud || (found.zones?.every(({ state }) => state === 'UP') ?? false);
		return isUp && found.hosts.every(({ state }) => state === 'running') ? 0 : 1;
	});
}

function print({ hosts, zones }: CloudStatus, { out }: CommandContext): void {
	const wide = Math.max(...hosts.map(({ host }) => host.length));
	for (const host of hosts) {
		out(`${host.host.padEnd(wide)}  ${host.state}${remark(host)}`);
		for (const line of host.lines) {
			out(`${' '.repeat(wide)}  ${line.trim()}`);
		}
	}

	for (const zone of zones ?? []) {
		out(zoneLine(zone));
	}

	if (zones === undefined) {
		out('zones: the cloud controller does not answer');
	}
}

export function zoneLine({ name, host, port, state, freePlaces, places }: KnownCluster): string {
	const room = state === 'UP' ? `, ${freePlaces} of ${places} places for the smallest instance are free` : '';
	return `zone ${name}: ${state}${room}; its head is at ${host}:${port}`;
}

function remark({ generation, busy, interrupted }: HostStatus): string {
	if (busy !== undefined) {
		const { user, pid, machine, since, age, doubt } = busy;
		const who = `${user} (process ${pid} on ${machine}), since ${since} (${age})`;
		return `; euca-setup is at work here: ${who}${doubt === undefined ? '' : `; ${doubt}`}`;
	}

	if (interrupted !== undefined) {
		const { since, unfinished } = interrupted;
		const what = unfinished === undefined ? 'never ended' : `failed on ${unfinished.join(', ')}`;
		return `; the apply of ${since} ${what}, "euca-setup apply" goes on with it`;
	}

	return generation === undefined ? '' : `, as applied ${generation}`;
}
