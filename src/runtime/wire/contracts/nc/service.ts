import type { ServiceDefinition } from '../../contract.ts';
import { ncDescribeInstances } from './nc-describe-instances.ts';
import { ncDescribeResource } from './nc-describe-resource.ts';
import { ncGetConsoleOutput } from './nc-get-console-output.ts';
import { ncRebootInstance } from './nc-reboot-instance.ts';
import { ncRunInstance } from './nc-run-instance.ts';
import { ncStartNetwork } from './nc-start-network.ts';
import { ncTerminateInstance } from './nc-terminate-instance.ts';

/** The node controller (spec/eucalyptus §3). */
export const ncService = {
	name: 'EucalyptusNC',
	namespace: 'http://eucalyptus.ucsb.edu/',
	path: 'axis2/services/EucalyptusNC',
	failure: 'fault',
	operations: {
		ncRunInstance,
		ncDescribeInstances,
		ncTerminateInstance,
		ncRebootInstance,
		ncGetConsoleOutput,
		ncDescribeResource,
		ncStartNetwork,
	},
} as const satisfies ServiceDefinition;
