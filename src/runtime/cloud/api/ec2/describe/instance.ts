import type { Instance, InstanceState, MetadataSettings } from '../../../engine/instance.ts';
import type { Tag } from '../../../engine/tags.ts';
import { boolean, type Content, integer, list, maybe, structure, text, time } from '../schema/elements.ts';
import type { KnownVersion } from '../versions.ts';
import { groupElements, groupSet } from './groups.ts';
import { productCodeContent, productCodeSet } from './product-codes.ts';
import { tagContent, tagSet } from './tags.ts';

export const stateElements = { code: integer(), name: text() };

const STATE_CODES: Readonly<Record<InstanceState, number>> = {
	pending: 0,
	running: 16,
	'shutting-down': 32,
	terminated: 48,
	stopping: 64,
	stopped: 80,
};

export const metadataElements = {
	state: text(),
	httpTokens: text(),
	httpPutResponseHopLimit: integer(),
	httpEndpoint: text(),
	instanceMetadataTags: text(),
};

export function metadataContent(settings: MetadataSettings): Content<typeof metadataElements> {
	return {
		state: 'applied',
		httpTokens: settings.tokensRequired ? 'required' : 'optional',
		httpPutResponseHopLimit: settings.hopLimit,
		httpEndpoint: settings.enabled ? 'enabled' : 'disabled',
		instanceMetadataTags: settings.tellsTags ? 'enabled' : 'disabled',
	};
}

/** The volumes of an instance, of which there are none yet. */
export const volumeMappingElements = {
	deviceName: text(),
	ebs: structure({
		volumeId: text(),
		status: text(),
		attachTime: maybe(time()),
		deleteOnTermination: maybe(boolean()),
	}),
};

/**
 * Whatever a node runs. EC2 knows `xen` and `ovm`, and Amazon says `xen` of its own machines on KVM, too; clients refuse or
 * misread a third word. Only the node itself could tell more: the answers of 1.1 (ncDescribeResource, DescribeResources)
 * have no place for it, and the front-end's configuration does not hold that of the nodes.
 */
export const HYPERVISOR = 'xen';

/** Images are Linux, or what boots like it: none is sold with another system. */
export const PLATFORM = 'Linux/UNIX';

/** The shape of 2008-05-05, then what came later; lists last: old boto takes the first `</item>` for the end. */
const instanceElements = {
	instanceId: text(),
	imageId: text(),
	instanceState: structure(stateElements),
	privateDnsName: text(),
	dnsName: text(),
	reason: maybe(text({ since: '2007-01-03' })),
	keyName: maybe(text()),
	amiLaunchIndex: integer({ since: '2007-01-03' }),
	// a list of the schema of 2007, which every boto knows
	productCodes: productCodeSet,
	instanceType: text({ since: '2007-08-29' }),
	launchTime: time({ since: '2007-08-29' }),
	placement: structure({ availabilityZone: text(), tenancy: text({ since: '2013-02-01' }) }, { since: '2008-02-01' }),
	kernelId: maybe(text({ since: '2008-02-01' })),
	ramdiskId: maybe(text({ since: '2008-02-01' })),
	monitoring: structure({ state: text() }, { since: '2009-05-15' }),
	privateIpAddress: maybe(text({ since: '2009-07-15' })),
	ipAddress: maybe(text({ since: '2009-07-15' })),
	architecture: text({ since: '2009-10-31' }),
	rootDeviceType: text({ since: '2009-10-31' }),
	rootDeviceName: text({ since: '2009-10-31' }),
	virtualizationType: text({ since: '2010-08-31' }),
	clientToken: maybe(text({ since: '2010-08-31' })),
	hypervisor: text({ since: '2013-02-01' }),
	ebsOptimized: boolean({ since: '2013-02-01' }),
	platformDetails: text({ since: '2016-11-15' }),
	stateReason: maybe(structure({ code: text(), message: text() }, { since: '2009-10-31' })),
	metadataOptions: structure(metadataElements, { since: '2016-11-15' }),
	blockDeviceMapping: list(volumeMappingElements, { since: '2009-10-31' }),
	groupSet: list(groupElements, { since: '2011-01-01' }),
	// programs walk through them without a look whether there are any
	networkInterfaceSet: list({ networkInterfaceId: text() }, { since: '2013-02-01' }),
	tagSet,
};

export const reservationElements = {
	reservationId: text(),
	ownerId: text(),
	groupSet: list(groupElements),
	instancesSet: list(instanceElements),
};

/** `{code, name}` of a state. */
export function stateContent(state: InstanceState): Content<typeof stateElements> {
	return { code: STATE_CODES[state], name: state };
}

/** What answers a change of state. */
export const changedStates = {
	instancesSet: list({
		instanceId: text(),
		shutdownState: structure(stateElements, { before: '2009-10-31' }),
		currentState: structure(stateElements, { since: '2009-10-31' }),
		previousState: structure(stateElements),
	}),
};

/** EC2's code for why an instance ended. */
export function stateReason({ reason }: Instance): { readonly code: string; readonly message: string } | undefined {
	return reason === undefined ? undefined : { code: REASONS[reason] ?? 'Server.InternalError', message: reason };
}

const REASONS: Readonly<Record<string, string>> = {
	'User initiated': 'Client.UserInitiatedShutdown',
	'ended on its node': 'Client.InstanceInitiatedShutdown',
	'no node had room for it': 'Server.InsufficientInstanceCapacity',
};

type TagsOf = (instance: Instance) => readonly Tag[];

/** Instances by reservation, in the order in which they come. */
export function reservationsOf(
	instances: readonly Instance[],
	version: KnownVersion,
	tagsOf: TagsOf = () => [],
): readonly Content<typeof reservationElements>[] {
	return [...Map.groupBy(instances, ({ reservationId }) => reservationId).values()].map((members) =>
		reservationContent(members, version, tagsOf),
	);
}

/** One reservation. `members` are of one call, so of one owner with the same groups; there is at least one. */
export function reservationContent(
	members: readonly Instance[],
	version: KnownVersion,
	tagsOf: TagsOf = () => [],
): Content<typeof reservationElements> {
	const first = members[0];
	const groups = groupSet(first?.groups ?? [], version);
	return {
		reservationId: first?.reservationId ?? '',
		ownerId: first?.owner ?? '',
		groupSet: groups,
		instancesSet: members.map((instance) => instanceContent(instance, groups, tagsOf(instance))),
	};
}

function instanceContent(
	instance: Instance,
	groups: readonly Content<typeof groupElements>[],
	tags: readonly Tag[],
): Content<typeof instanceElements> {
	return {
		instanceId: instance.id,
		imageId: instance.imageId,
		instanceState: stateContent(instance.state),
		privateDnsName: instance.privateAddress,
		dnsName: instance.publicAddress,
		reason: instance.reason,
		keyName: instance.keyName,
		amiLaunchIndex: instance.launchIndex,
		instanceType: instance.type,
		launchTime: instance.launchTime,
		placement: { availabilityZone: instance.zone, tenancy: 'default' },
		kernelId: instance.kernelId,
		ramdiskId: instance.ramdiskId,
		monitoring: { state: 'disabled' },
		privateIpAddress: knownAddress(instance.privateAddress),
		ipAddress: knownAddress(instance.publicAddress),
		architecture: instance.architecture,
		rootDeviceType: 'instance-store',
		rootDeviceName: '/dev/sda1',
		virtualizationType: 'paravirtual',
		clientToken: instance.clientToken,
		hypervisor: HYPERVISOR,
		ebsOptimized: false,
		platformDetails: PLATFORM,
		stateReason: stateReason(instance),
		metadataOptions: metadataContent(instance.settings.metadata),
		productCodes: productCodeContent(instance.productCodes),
		blockDeviceMapping: [],
		groupSet: groups,
		networkInterfaceSet: [],
		tagSet: tagContent(tags),
	};
}

function knownAddress(address: string): string | undefined {
	return address === '0.0.0.0' ? undefined : address;
}
