import type { ccService } from '../../wire/contracts/cc/service.ts';
import type { Handlers } from '../../wire/server.ts';
import type { Cluster } from '../cluster.ts';
import { assignAddress } from './assign-address.ts';
import { configureNetwork } from './configure-network.ts';
import { describeInstances } from './describe-instances.ts';
import { describePublicAddresses } from './describe-public-addresses.ts';
import { describeResources } from './describe-resources.ts';
import { getConsoleOutput } from './get-console-output.ts';
import { rebootInstances } from './reboot-instances.ts';
import { runInstances } from './run-instances.ts';
import { startNetwork } from './start-network.ts';
import { stopNetwork } from './stop-network.ts';
import { terminateInstances } from './terminate-instances.ts';
import { unassignAddress } from './unassign-address.ts';

/** Each operation of the contract, bound to this cluster. */
export function handlersOf(cluster: Cluster): Handlers<typeof ccService> {
	return {
		RunInstances: (request, context) => runInstances(cluster, request, context),
		DescribeInstances: (request, context) => describeInstances(cluster, request, context),
		DescribeResources: (request, context) => describeResources(cluster, request, context),
		TerminateInstances: (request, context) => terminateInstances(cluster, request, context),
		RebootInstances: (request, context) => rebootInstances(cluster, request, context),
		GetConsoleOutput: (request, context) => getConsoleOutput(cluster, request, context),
		StartNetwork: (request, context) => startNetwork(cluster, request, context),
		StopNetwork: (request, context) => stopNetwork(cluster, request, context),
		ConfigureNetwork: (request, context) => configureNetwork(cluster, request, context),
		AssignAddress: (request, context) => assignAddress(cluster, request, context),
		UnassignAddress: (request, context) => unassignAddress(cluster, request, context),
		DescribePublicAddresses: (request, context) => describePublicAddresses(cluster, request, context),
	};
}
