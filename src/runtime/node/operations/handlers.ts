import type { ncService } from '../../wire/contracts/nc/service.ts';
import type { Handlers } from '../../wire/server.ts';
import type { NodeContext } from '../context.ts';
import type { Monitor } from '../instances/monitor.ts';
import { describeInstances } from './describe-instances.ts';
import { describeResource } from './describe-resource.ts';
import { getConsoleOutput } from './get-console-output.ts';
import { reboot } from './reboot-instance.ts';
import { runInstance } from './run-instance.ts';
import { startNetwork } from './start-network.ts';
import { terminateInstance } from './terminate-instance.ts';

/** The service of spec §3.2, one file per operation. */
export function ncHandlers(node: NodeContext, monitor: Monitor): Handlers<typeof ncService> {
	return {
		ncRunInstance: (request) => runInstance(node, request),
		ncDescribeInstances: (request) => describeInstances(node, request),
		ncTerminateInstance: (request) => terminateInstance(node, request),
		ncRebootInstance: (request) => reboot(node, request),
		ncGetConsoleOutput: (request) => getConsoleOutput(node, request),
		ncDescribeResource: () => describeResource(node, monitor.isHealthy()),
		ncStartNetwork: (request) => startNetwork(node, request),
	};
}
