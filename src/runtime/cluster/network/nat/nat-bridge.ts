import { messageOf } from '../../../../common/errors.ts';
import { clusterErrors } from '../../errors.ts';
import type { ModeContext } from '../context.ts';
import {
	addAddress,
	addBridge,
	addressesOn,
	bridgePorts,
	deleteLink,
	linkAlias,
	linkKind,
	setAlias,
	setUp,
} from '../programs/ip.ts';
import type { StaticSettings } from '../settings.ts';
import { prefixLength } from '../static-settings.ts';
import { restoreForwarding, turnForwardingOn } from './forwarding.ts';
import { natRules } from './rules.ts';

export interface NatBridge {
	start(): Promise<void>;
	stop(): Promise<void>;
}

/** Written on the bridge itself: true for as long as the bridge exists, whatever happens to our files. */
const OUR_MARK = 'eucalyptus';

/**
 * A single machine's network: a bridge that reaches no wire, with the router's address, and translation to the outside.
 * Nothing of the host's own rules is touched. `start` throws NAT_BRIDGE, NAT_RULES.
 */
export function natBridge(settings: StaticSettings, { netDir, log }: ModeContext): NatBridge {
	const { bridge, subnet, router, metadataPort } = settings;
	const prefix = prefixLength(settings.netmask);
	const rules = natRules({ subnet: `${subnet}/${prefix}`, bridge, metadataPort });
	return {
		async start() {
			await makeBridge(bridge, `${router}/${prefix}`);
			try {
				await turnForwardingOn(netDir);
				const program = await rules.add();
				log.info({ bridge, subnet, program }, 'instances reach the outside by address translation');
			} catch (error) {
				await removeBridge(bridge);
				throw clusterErrors('NAT_RULES', { subnet, reason: messageOf(error) }, { cause: error });
			}
		},
		async stop() {
			await rules.remove();
			await restoreForwarding(netDir);
			if (!(await removeBridge(bridge))) {
				log.info({ bridge }, 'the bridge stays: instances use it, or it is not ours');
			}
		},
	};
}

async function makeBridge(bridge: string, address: string): Promise<void> {
	const kind = await linkKind(bridge);
	if (kind !== undefined && kind !== 'bridge') {
		throw clusterErrors('NAT_BRIDGE', { bridge, problem: 'an interface of that name exists and is no bridge' });
	}

	try {
		if (kind === undefined) {
			await addBridge(bridge);
			await setAlias(bridge, OUR_MARK);
		}

		if (!(await addressesOn(bridge)).includes(address)) {
			await addAddress(bridge, address);
		}

		await setUp(bridge);
	} catch (error) {
		throw clusterErrors('NAT_BRIDGE', { bridge, problem: messageOf(error) }, { cause: error });
	}
}

/** True if there is no such bridge any more. One that somebody else made, or that instances are plugged into, stays. */
async function removeBridge(bridge: string): Promise<boolean> {
	if ((await linkKind(bridge)) === undefined) {
		return true;
	}

	if ((await linkAlias(bridge)) !== OUR_MARK || (await bridgePorts(bridge)).length > 0) {
		return false;
	}

	await deleteLink(bridge);
	return true;
}
