import { ec2Errors } from '../errors.ts';
import type { WaitsFor } from '../schema/action.ts';
import { boolean, list, maybe, structure, text, time } from '../schema/elements.ts';

/** Parts of a cloud that are not there yet, and what their actions answer until then. */
export const VOLUMES = 'volumes and snapshots';
export const ADDRESSES = 'addresses that users own (network mode MANAGED)';
export const BUNDLES = 'an S3 store for bundles';

/** For an action that would make something. */
export function unsupported(part: string): WaitsFor {
	return { part, answers: '`UnsupportedOperation`; before 2009-03-01 `InvalidAction`' };
}

/** For an action on something that cannot exist, whatever its id. */
export function nothingToFind(part: string, code: string): WaitsFor {
	return { part, answers: `\`${code}\`` };
}

/** For a list of what cannot exist. */
export function emptyList(part: string, code: string): WaitsFor {
	return { part, answers: `an empty list; \`${code}\` for an id` };
}

/** Throws ACTION_WAITS. */
export function refuse(action: string, part: string): never {
	throw ec2Errors('ACTION_WAITS', { action, part });
}

export const attachmentElements = {
	volumeId: text(),
	instanceId: text(),
	device: text(),
	status: text(),
	attachTime: time(),
	deleteOnTermination: maybe(boolean({ since: '2009-10-31' })),
};

export const volumeElements = {
	volumeId: text(),
	size: text(),
	snapshotId: maybe(text()),
	availabilityZone: text(),
	status: text(),
	createTime: time(),
	volumeType: maybe(text({ since: '2013-02-01' })),
	encrypted: maybe(boolean({ since: '2014-06-15' })),
	attachmentSet: list(attachmentElements),
};

export const snapshotElements = {
	snapshotId: text(),
	volumeId: text(),
	status: text(),
	startTime: time(),
	progress: text(),
	ownerId: maybe(text({ since: '2009-10-31' })),
	volumeSize: maybe(text({ since: '2009-10-31' })),
	description: maybe(text({ since: '2009-10-31' })),
	ownerAlias: maybe(text({ since: '2010-08-31' })),
	statusMessage: maybe(text({ since: '2014-06-15' })),
	encrypted: maybe(boolean({ since: '2014-06-15' })),
	dataEncryptionKeyId: maybe(text({ since: '2014-10-01' })),
};

export const bundleElements = {
	bundleId: text(),
	instanceId: text(),
	state: text(),
	startTime: time(),
	updateTime: time(),
	progress: maybe(text()),
	error: maybe(structure({ code: text(), message: text() })),
	storage: maybe(structure({ S3: structure({ bucket: text(), prefix: text() }) })),
};
