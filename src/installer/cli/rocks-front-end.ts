import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../common/clock.ts';
import { layout } from '../../common/layout.ts';
import { saveSite } from '../../site/save.ts';
import { message } from '../messages.ts';
import { rocksErrors } from '../rocks/errors.ts';
import { askRocks, ROCKS } from '../rocks/front-end.ts';
import { frontEndSite } from '../rocks/front-end-site.ts';
import { setUpFrontEnd } from '../rocks/set-up.ts';
import { systemState } from '../rocks/system-state.ts';
import { localHost } from '../transport/local.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { loggingReporter, maybe, ownName, rocksOptions } from './rocks-options.ts';

const optionsSchema = rocksOptions.extend({ publicHost: maybe, privateHost: maybe, privateAddress: maybe });

/** The front-end of a Rocks cluster, as its kickstart post and build.sh call it; may be run again at any time. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(optionsSchema, raw);
	const { prefix: eucalyptus, publicHost, privateAddress } = options;
	const short = ownName().split('.')[0] ?? 'localhost';
	const privateHost = options.privateHost ?? short;
	const host = localHost({ name: privateHost });
	const state = await systemState(host);
	const cluster = await askRocks(host);
	// While the front-end is being installed its data base does not run, but the program is there.
	if (cluster === undefined && (state === 'up' || !existsSync(ROCKS))) {
		throw rocksErrors('NO_ROCKS', { host: privateHost });
	}

	const reporter = await loggingReporter(options, context);
	try {
		const file = join(layout(eucalyptus).etc, 'site.yaml');
		const site = await frontEndSite(file, { eucalyptus, privateHost, publicHost, privateAddress, cluster });
		// What Rocks could not be asked for would be missing for ever in a file that a person may edit.
		if (cluster !== undefined) {
			await saveSite(file, site);
		}

		const words = wordsOf({ prefix: eucalyptus, publicHost, privateHost, privateAddress });
		const action = { reporter, clock: systemClock, signal: context.signal };
		const without = await setUpFrontEnd(host, site, { state, words }, action);
		const nodes = site.clusters.flatMap((one) => one.nodes);
		const text = sentence(site.cloud.publicHost ?? privateHost, { eucalyptus, state, nodes, without });
		reporter.notify(message('NEXT_STEP', { text }));
		return without.length > 0 ? 2 : 0;
	} finally {
		await reporter.close?.();
	}
}

/** The command that this is. */
function wordsOf(options: Readonly<Record<string, string | undefined>>): readonly string[] {
	const given = Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== undefined);
	const flag = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
	return ['rocks', 'front-end', ...given.map(([name, value]) => `${flag(name)}=${value}`)];
}

interface Outcome {
	readonly eucalyptus: string;
	readonly state: 'up' | 'being installed';
	readonly nodes: readonly string[];
	readonly without: readonly string[];
}

function sentence(host: string, { eucalyptus, state, nodes, without }: Outcome): string {
	if (state === 'being installed') {
		return 'Eucalyptus is laid down; the front-end sets itself up at its first boot. Once VM containers are installed: kroll eucalyptus > build.sh && sh ./build.sh (since Rocks 6: rocks run roll eucalyptus)';
	}

	const runs = `The cloud runs: http://${host}:8773/services/Eucalyptus, web site https://${host}:8443/ (the first login is admin with the password admin, which is changed then).`;
	if (nodes.length === 0) {
		return `${runs} It has no node yet: install VM containers (insert-ethers), then run build.sh again.`;
	}

	return without.length === 0
		? runs
		: `${runs} Without keys, so not yet of use: ${without.join(', ')}. When they have rebooted: ${eucalyptus}/usr/sbin/euca_sync_key`;
}
