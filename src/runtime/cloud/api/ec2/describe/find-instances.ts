import type { Instance } from '../../../engine/instance.ts';
import type { User } from '../../../engine/users.ts';
import type { Verbs } from '../../../engine.ts';
import { cloudErrors } from '../../../errors.ts';
import { type Filters, matchNothing } from './filters.ts';
import { HYPERVISOR, metadataContent, PLATFORM, stateContent, stateReason } from './instance.ts';
import { PRODUCT_CODE_TYPE } from './product-codes.ts';

/**
 * The instances of these ids, or all that the user may see. Throws INSTANCE_UNKNOWN if one is unknown or somebody
 * else's: the two cannot be told apart.
 */
export async function findInstances(engine: Verbs, user: User, ids: readonly string[]): Promise<readonly Instance[]> {
	const visible = await engine.instances.visibleTo(user);
	if (ids.length === 0) {
		return visible;
	}

	const wanted = new Set(ids);
	const found = visible.filter(({ id }) => wanted.has(id));
	if (found.length < wanted.size) {
		const missing = [...wanted].filter((id) => !found.some((instance) => instance.id === id));
		throw cloudErrors('INSTANCE_UNKNOWN', { id: missing.slice(0, 20).join(', ') });
	}

	return found;
}

export const instanceFilters: Filters<Instance> = {
	'instance-id': ({ id }) => id,
	'instance-state-name': ({ state }) => state,
	'instance-state-code': ({ state }) => String(stateContent(state).code),
	'reservation-id': ({ reservationId }) => reservationId,
	'owner-id': ({ owner }) => owner,
	'image-id': ({ imageId }) => imageId,
	'kernel-id': ({ kernelId }) => kernelId,
	'ramdisk-id': ({ ramdiskId }) => ramdiskId,
	'key-name': ({ keyName }) => keyName,
	'instance-type': ({ type }) => type,
	'availability-zone': ({ zone }) => zone,
	'private-ip-address': ({ privateAddress }) => privateAddress,
	'private-dns-name': ({ privateAddress }) => privateAddress,
	'ip-address': ({ publicAddress }) => publicAddress,
	'dns-name': ({ publicAddress }) => publicAddress,
	'client-token': ({ clientToken }) => clientToken,
	'launch-index': ({ launchIndex }) => String(launchIndex),
	'launch-time': ({ launchTime }) => new Date(launchTime).toISOString(),
	architecture: ({ architecture }) => architecture,
	'root-device-type': () => 'instance-store',
	'group-name': groupNames,
	'instance.group-name': groupNames,
	'group-id': groupIds,
	'instance.group-id': groupIds,
	'product-code': ({ productCodes }) => productCodes,
	'product-code.type': ({ productCodes }) => productCodes.map(() => PRODUCT_CODE_TYPE),
	'state-reason-code': (instance) => stateReason(instance)?.code,
	'state-reason-message': (instance) => stateReason(instance)?.message,
	reason: ({ reason }) => reason,
	'monitoring-state': () => 'disabled',
	'root-device-name': () => '/dev/sda1',
	'virtualization-type': () => 'paravirtual',
	hypervisor: () => HYPERVISOR,
	tenancy: () => 'default',
	'metadata-options.http-tokens': ({ settings }) => metadataContent(settings.metadata).httpTokens,
	'metadata-options.state': ({ settings }) => metadataContent(settings.metadata).state,
	'metadata-options.http-endpoint': ({ settings }) => metadataContent(settings.metadata).httpEndpoint,
	'metadata-options.http-put-response-hop-limit': ({ settings }) => String(settings.metadata.hopLimit),
	'metadata-options.instance-metadata-tags': ({ settings }) => metadataContent(settings.metadata).instanceMetadataTags,
	'hibernation-options.configured': () => 'false',
	'enclave-options.enabled': () => 'false',
	'ebs-optimized': () => 'false',
	'platform-details': () => PLATFORM,
	...matchNothing(
		'affinity',
		'availability-zone-id',
		'block-device-mapping.*',
		'boot-mode',
		'capacity-reservation-id',
		'capacity-reservation-specification.*',
		'current-instance-boot-mode',
		'ena-support',
		'host-id',
		'iam-instance-profile.*',
		'instance-lifecycle',
		'ipv6-address',
		'maintenance-options.auto-recovery',
		'metadata-options.http-protocol-ipv4',
		'metadata-options.http-protocol-ipv6',
		'network-interface.*',
		'network-performance-options.*',
		'operator.*',
		'outpost-arn',
		'placement-group-name',
		'placement-partition-number',
		'platform',
		'private-dns-name-options.*',
		'requester-id',
		'source-dest-check',
		'spot-instance-request-id',
		'subnet-id',
		'tpm-support',
		'usage-operation',
		'usage-operation-update-time',
		'vpc-id',
	),
};

function groupNames({ groups }: Instance): readonly string[] {
	return groups.map(({ name }) => name);
}

function groupIds({ groups }: Instance): readonly string[] {
	return groups.map(({ id }) => id);
}
