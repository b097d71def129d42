import type { Instance } from '../../../engine/instance.ts';
import type { User } from '../../../engine/users.ts';
import type { Verbs } from '../../../engine.ts';
import { cloudErrors } from '../../../errors.ts';
import type { Filters } from './filters.ts';
import { HYPERVISOR, stateContent, stateReason } from './instance.ts';

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
	'state-reason-code': (instance) => stateReason(instance)?.code,
	reason: ({ reason }) => reason,
	'monitoring-state': () => 'disabled',
	'root-device-name': () => '/dev/sda1',
	'virtualization-type': () => 'paravirtual',
	hypervisor: () => HYPERVISOR,
	tenancy: () => 'default',
	'metadata-options.http-tokens': ({ settings }) => (settings.metadata.tokensRequired ? 'required' : 'optional'),
	'metadata-options.http-endpoint': ({ settings }) => (settings.metadata.enabled ? 'enabled' : 'disabled'),
	// what no instance here has
	'vpc-id': () => undefined,
	'subnet-id': () => undefined,
	platform: () => undefined,
	'instance-lifecycle': () => undefined,
	'placement-group-name': () => undefined,
	'block-device-mapping.volume-id': () => undefined,
};

function groupNames({ groups }: Instance): readonly string[] {
	return groups.map(({ name }) => name);
}

function groupIds({ groups }: Instance): readonly string[] {
	return groups.map(({ id }) => id);
}
