import type { Action } from '../schema/action.ts';
import { allocateAddress } from './allocate-address.ts';
import { associateAddress } from './associate-address.ts';
import { attachVolume } from './attach-volume.ts';
import { authorizeSecurityGroupIngress } from './authorize-security-group-ingress.ts';
import { bundleInstance } from './bundle-instance.ts';
import { cancelBundleTask } from './cancel-bundle-task.ts';
import { confirmProductInstance } from './confirm-product-instance.ts';
import { createKeyPair } from './create-key-pair.ts';
import { createSecurityGroup } from './create-security-group.ts';
import { createSnapshot } from './create-snapshot.ts';
import { createTags } from './create-tags.ts';
import { createVolume } from './create-volume.ts';
import { deleteKeyPair } from './delete-key-pair.ts';
import { deleteSecurityGroup } from './delete-security-group.ts';
import { deleteSnapshot } from './delete-snapshot.ts';
import { deleteTags } from './delete-tags.ts';
import { deleteVolume } from './delete-volume.ts';
import { deregisterImage } from './deregister-image.ts';
import { describeAccountAttributes } from './describe-account-attributes.ts';
import { describeAddresses } from './describe-addresses.ts';
import { describeAvailabilityZones } from './describe-availability-zones.ts';
import { describeBundleTasks } from './describe-bundle-tasks.ts';
import { describeImageAttribute } from './describe-image-attribute.ts';
import { describeImages } from './describe-images.ts';
import { describeInstanceAttribute } from './describe-instance-attribute.ts';
import { describeInstanceStatus } from './describe-instance-status.ts';
import { describeInstanceTypes } from './describe-instance-types.ts';
import { describeInstances } from './describe-instances.ts';
import { describeKeyPairs } from './describe-key-pairs.ts';
import { describeRegions } from './describe-regions.ts';
import { describeSecurityGroupRules } from './describe-security-group-rules.ts';
import { describeSecurityGroups } from './describe-security-groups.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import { describeSubnets } from './describe-subnets.ts';
import { describeTags } from './describe-tags.ts';
import { describeVolumes } from './describe-volumes.ts';
import { describeVpcs } from './describe-vpcs.ts';
import { detachVolume } from './detach-volume.ts';
import { disassociateAddress } from './disassociate-address.ts';
import { getConsoleOutput } from './get-console-output.ts';
import { getPasswordData } from './get-password-data.ts';
import { importKeyPair } from './import-key-pair.ts';
import { modifyImageAttribute } from './modify-image-attribute.ts';
import { modifyInstanceAttribute } from './modify-instance-attribute.ts';
import { modifyInstanceMetadataOptions } from './modify-instance-metadata-options.ts';
import { rebootInstances } from './reboot-instances.ts';
import { registerImage } from './register-image.ts';
import { releaseAddress } from './release-address.ts';
import { resetImageAttribute } from './reset-image-attribute.ts';
import { resetInstanceAttribute } from './reset-instance-attribute.ts';
import { revokeSecurityGroupIngress } from './revoke-security-group-ingress.ts';
import { runInstances } from './run-instances.ts';
import { startInstances } from './start-instances.ts';
import { stopInstances } from './stop-instances.ts';
import { terminateInstances } from './terminate-instances.ts';

/** Every action that this cloud offers: one file each, one line each here. */
export const actions: readonly Action[] = [
	allocateAddress,
	associateAddress,
	attachVolume,
	authorizeSecurityGroupIngress,
	bundleInstance,
	cancelBundleTask,
	confirmProductInstance,
	createKeyPair,
	createSecurityGroup,
	createSnapshot,
	createTags,
	createVolume,
	deleteKeyPair,
	deleteSecurityGroup,
	deleteSnapshot,
	deleteTags,
	deleteVolume,
	deregisterImage,
	describeAccountAttributes,
	describeAddresses,
	describeAvailabilityZones,
	describeBundleTasks,
	describeImageAttribute,
	describeImages,
	describeInstanceAttribute,
	describeInstanceStatus,
	describeInstanceTypes,
	describeInstances,
	describeKeyPairs,
	describeRegions,
	describeSecurityGroupRules,
	describeSecurityGroups,
	describeSnapshots,
	describeSubnets,
	describeTags,
	describeVolumes,
	describeVpcs,
	detachVolume,
	disassociateAddress,
	getConsoleOutput,
	getPasswordData,
	importKeyPair,
	modifyImageAttribute,
	modifyInstanceAttribute,
	modifyInstanceMetadataOptions,
	rebootInstances,
	registerImage,
	releaseAddress,
	resetImageAttribute,
	resetInstanceAttribute,
	revokeSecurityGroupIngress,
	runInstances,
	startInstances,
	stopInstances,
	terminateInstances,
];
