import type { Instance, InstanceState } from '../../../engine.ts';
import { type Content, integer, list, maybe, structure, text, time } from '../schema/elements.ts';
import type { KnownVersion } from '../versions.ts';
import { groupElements, groupSet } from './groups.ts';

export const stateElements = { code: integer(), name: text() };

const STATE_CODES: Readonly<Record<InstanceState, number>> = {
	pending: 0,
	running: 16,
	'shutting-down': 32,
	terminated: 48,
	stopping: 64,
	stopped: 80,
};

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
	instanceType: text({ since: '2007-08-29' }),
	launchTime: time({ since: '2007-08-29' }),
	placement: structure({ availabilityZone: text() }, { since: '2008-02-01' }),
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
	blockDeviceMapping: list(
		{ deviceName: text(), ebs: structure({ volumeId: text(), status: text() }) },
		{ since: '2009-10-31' },
	),
	groupSet: list(groupElements, { since: '2011-01-01' }),
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

/** Instances by reservation, in the order in which they come. */
export function reservationsOf(
	instances: readonly Instance[],
	version: KnownVersion,
): readonly Content<typeof reservationElements>[] {
	return [...Map.groupBy(instances, ({ reservationId }) => reservationId).values()].map((members) =>
		reservationContent(members, version),
	);
}

/** One reservation. `members` are of one call, so of one owner with the same groups; there is at least one. */
export function reservationContent(
	members: readonly Instance[],
	version: KnownVersion,
): Content<typeof reservationElements> {
	const first = members[0];
	const groups = first === undefined ? [] : groupSet(first.owner, first.groups, version);
	return {
		reservationId: first?.reservationId ?? '',
		ownerId: first?.owner ?? '',
		groupSet: groups,
		instancesSet: members.map((instance) => instanceContent(instance, groups)),
	};
}

function instanceContent(
	instance: Instance,
	groups: readonly Content<typeof groupElements>[],
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
		placement: { availabilityZone: instance.zone },
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
		blockDeviceMapping: [],
		groupSet: groups,
	};
}

function knownAddress(address: string): string | undefined {
	return address === '0.0.0.0' ? undefined : address;
}
