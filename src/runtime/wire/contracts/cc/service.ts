import type { ServiceDefinition } from '../../contract.ts';
import { AssignAddress } from './assign-address.ts';
import { ConfigureNetwork } from './configure-network.ts';
import { DescribeInstances } from './describe-instances.ts';
import { DescribePublicAddresses } from './describe-public-addresses.ts';
import { DescribeResources } from './describe-resources.ts';
import { GetConsoleOutput } from './get-console-output.ts';
import { RebootInstances } from './reboot-instances.ts';
import { RunInstances } from './run-instances.ts';
import { StartNetwork } from './start-network.ts';
import { StopNetwork } from './stop-network.ts';
import { TerminateInstances } from './terminate-instances.ts';
import { UnassignAddress } from './unassign-address.ts';

/** The cluster controller (spec/eucalyptus §4). */
export const ccService = {
	name: 'EucalyptusCC',
	namespace: 'http://eucalyptus.ucsb.edu/',
	path: 'axis2/services/EucalyptusCC',
	failure: 'return-false',
	operations: {
		RunInstances,
		DescribeInstances,
		DescribeResources,
		TerminateInstances,
		RebootInstances,
		GetConsoleOutput,
		StartNetwork,
		StopNetwork,
		ConfigureNetwork,
		AssignAddress,
		UnassignAddress,
		DescribePublicAddresses,
	},
} as const satisfies ServiceDefinition;
