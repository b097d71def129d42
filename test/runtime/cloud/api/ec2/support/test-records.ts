import type { Image } from '../../../../../../src/runtime/cloud/engine/images.ts';
import { DEFAULT_INSTANCE_SETTINGS, type Instance } from '../../../../../../src/runtime/cloud/engine/instance.ts';
import type { User } from '../../../../../../src/runtime/cloud/engine/users.ts';

/** When the records of the tests were made. */
export const NOW = Date.UTC(2026, 10, 23, 15, 0, 0);

export const DEFAULT_GROUP = { id: 'sg-3F5A0001', name: 'default' };

export function testUser(name: string, changes: Partial<User> = {}): User {
	return {
		name,
		queryId: `AKI${name.toUpperCase()}`,
		secretKey: `secret of ${name}`,
		isAdmin: name === 'admin',
		enabled: true,
		allowSignatureV1: false,
		...changes,
	};
}

export function testImage(id: string, changes: Partial<Image> = {}): Image {
	return {
		id,
		kind: 'machine',
		location: 'ttylinux',
		state: 'available',
		owner: 'admin',
		isPublic: true,
		architecture: 'x86_64',
		kernelId: 'eki-7A3B0C44',
		ramdiskId: undefined,
		sizeBytes: 1_000_000,
		sha256: '0'.repeat(64),
		createdAt: NOW,
		description: undefined,
		productCodes: [],
		launchUsers: [],
		...changes,
	};
}

export function testInstance(index: number, changes: Partial<Instance> = {}): Instance {
	const digits = index.toString(16).toUpperCase().padStart(8, '0');
	return {
		id: `i-${digits}`,
		reservationId: `r-${digits}`,
		owner: 'alice',
		state: 'running',
		reason: undefined,
		imageId: 'emi-3A5B1C2D',
		kernelId: 'eki-7A3B0C44',
		ramdiskId: undefined,
		keyName: 'mykey',
		type: 'm1.small',
		zone: 'frontend',
		groups: [DEFAULT_GROUP],
		launchIndex: 0,
		launchTime: NOW,
		architecture: 'x86_64',
		privateAddress: '10.0.0.5',
		publicAddress: '192.0.2.5',
		clientToken: undefined,
		userData: undefined,
		productCodes: [],
		settings: DEFAULT_INSTANCE_SETTINGS,
		...changes,
	};
}
