import { describeInstances } from './commands/describe-instances.ts';
import { describePublicAddresses } from './commands/describe-public-addresses.ts';
import { describeResources } from './commands/describe-resources.ts';
import { getConsoleOutput } from './commands/get-console-output.ts';
import { assignAddress, configureNetwork, startNetwork, stopNetwork, unassignAddress } from './commands/network.ts';
import { runInstances } from './commands/run-instances.ts';
import type { CcClient, Out } from './commands/shared.ts';
import { killallInstances, rebootInstances, terminateInstances } from './commands/terminate-instances.ts';

export interface CcCommand {
	/** Names of its arguments; those in brackets are optional, `...` means any number. */
	readonly synopsis: string;
	readonly fewest: number;
	readonly most: number;
	/** Prints the lines of spec §7.2. */
	readonly perform: (client: CcClient, args: readonly string[], out: Out) => Promise<void>;
}

/** Every command of CCclient_full in the order of its usage. */
export const COMMANDS: Readonly<Record<string, CcCommand>> = {
	describeResources: { synopsis: '', fewest: 0, most: 0, perform: describeResources },
	describeInstances: { synopsis: '[id ...]', fewest: 0, most: 10_000, perform: describeInstances },
	runInstances: {
		synopsis: 'ami amiURL kernel kernelURL number vlan netName [ramdisk ramdiskURL]',
		fewest: 7,
		most: 9,
		perform: runInstances,
	},
	terminateInstances: { synopsis: 'id ...', fewest: 1, most: 10_000, perform: terminateInstances },
	rebootInstances: { synopsis: 'id ...', fewest: 1, most: 10_000, perform: rebootInstances },
	getConsoleOutput: { synopsis: 'id', fewest: 1, most: 1, perform: getConsoleOutput },
	startNetwork: { synopsis: 'vlan netName', fewest: 2, most: 2, perform: startNetwork },
	stopNetwork: { synopsis: 'vlan netName', fewest: 2, most: 2, perform: stopNetwork },
	configureNetwork: { synopsis: 'src dst proto min max type', fewest: 6, most: 6, perform: configureNetwork },
	assignAddress: { synopsis: 'public private', fewest: 2, most: 2, perform: assignAddress },
	unassignAddress: { synopsis: 'public private', fewest: 2, most: 2, perform: unassignAddress },
	describePublicAddresses: { synopsis: '', fewest: 0, most: 0, perform: describePublicAddresses },
	killallInstances: { synopsis: '', fewest: 0, most: 0, perform: killallInstances },
};
