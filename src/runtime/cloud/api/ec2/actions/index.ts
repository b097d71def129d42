import type { Action } from '../schema/action.ts';
import { createKeyPair } from './create-key-pair.ts';
import { deleteKeyPair } from './delete-key-pair.ts';
import { describeAccountAttributes } from './describe-account-attributes.ts';
import { describeAddresses } from './describe-addresses.ts';
import { describeAvailabilityZones } from './describe-availability-zones.ts';
import { describeImages } from './describe-images.ts';
import { describeInstanceStatus } from './describe-instance-status.ts';
import { describeInstanceTypes } from './describe-instance-types.ts';
import { describeInstances } from './describe-instances.ts';
import { describeKeyPairs } from './describe-key-pairs.ts';
import { describeRegions } from './describe-regions.ts';
import { describeSubnets } from './describe-subnets.ts';
import { describeVpcs } from './describe-vpcs.ts';
import { getConsoleOutput } from './get-console-output.ts';
import { importKeyPair } from './import-key-pair.ts';
import { rebootInstances } from './reboot-instances.ts';
import { runInstances } from './run-instances.ts';
import { terminateInstances } from './terminate-instances.ts';

/** Every action that this cloud offers: one file each, one line each here. */
export const actions: readonly Action[] = [
	createKeyPair,
	deleteKeyPair,
	describeAccountAttributes,
	describeAddresses,
	describeAvailabilityZones,
	describeImages,
	describeInstanceStatus,
	describeInstanceTypes,
	describeInstances,
	describeKeyPairs,
	describeRegions,
	describeSubnets,
	describeVpcs,
	getConsoleOutput,
	importKeyPair,
	rebootInstances,
	runInstances,
	terminateInstances,
];
