import { existsSync } from 'node:fs';
import * as z from 'zod';
import { systemClock } from '../../common/clock.ts';
import { message } from '../messages.ts';
import { rocksErrors } from '../rocks/errors.ts';
import { nodeSite } from '../rocks/node-site.ts';
import { setUpNode } from '../rocks/set-up.ts';
import { systemState } from '../rocks/system-state.ts';
import { localHost } from '../transport/local.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { loggingReporter, maybe, ownName, rocksOptions } from './rocks-options.ts';

const optionsSchema = rocksOptions.extend({
	frontEnd: maybe,
	hypervisor: z.enum(['xen', 'kvm', 'qemu'], 'must be xen, kvm or qemu').optional(),
	instancePath: maybe,
	bridge: maybe,
	interface: maybe,
});

/** A VM container of a Rocks cluster, as its kickstart post calls it; may be run again at any time. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(optionsSchema, raw);
	const name = ownName();
	const host = localHost({ name });
	if (!existsSync('/opt/rocks')) {
		throw rocksErrors('NO_ROCKS_NODE', { host: name });
	}

	const frontEnd = options.frontEnd ?? (await gateway());
	if (frontEnd === undefined) {
		throw rocksErrors('NO_FRONT_END', { host: name });
	}

	const hypervisor = options.hypervisor ?? (await hypervisorHere());
	const reporter = await loggingReporter(options, context);
	try {
		const state = await systemState(host);
		const site = nodeSite({ ...options, eucalyptus: options.prefix, name, frontEnd, hypervisor });
		await setUpNode(host, site, state, { reporter, clock: systemClock, signal: context.signal });
		const text =
			state === 'up'
				? 'The node controller runs; it takes part once the front-end has given it keys.'
				: 'The node controller starts at the boot that follows, and takes part once the front-end has given it keys.';
		reporter.notify(message('NEXT_STEP', { text }));
		return 0;
	} finally {
		await reporter.close?.();
	}

	/** Where nobody says otherwise the front-end of Rocks routes for its nodes. */
	async function gateway(): Promise<string | undefined> {
		const text = await host.script('ip -o -4 route show default 2>/dev/null | awk \'$2 == "via" { print $3; exit }\'', {
			what: 'asking for the default route',
		});
		return text.trim() === '' ? undefined : text.trim();
	}

	async function hypervisorHere(): Promise<'xen' | 'kvm'> {
		const text = await host.script('[ -d /etc/xen ] && echo xen || echo kvm', { what: 'asking for Xen' });
		return text.trim() === 'xen' ? 'xen' : 'kvm';
	}
}
