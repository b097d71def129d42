import type { InstanceTypes } from '../engine/instance-types.ts';
import type { Quota } from '../engine/quota.ts';
import type { User } from '../engine/users.ts';
import { cloudErrors } from '../errors.ts';
import { usageOf } from '../quotas/usage.ts';
import { isApplicantName } from '../store/applications.ts';
import { allImages, changeImage } from '../store/images.ts';
import { countKeyPairs } from '../store/key-pairs.ts';
import { deleteCodes } from '../store/mail-codes.ts';
import type { Store } from '../store/open-store.ts';
import { findQuota, putQuota } from '../store/quotas.ts';
import type { Database } from '../store/schema.ts';
import { allUsers, changeUser, deleteUser, findUser, insertUser, isUserName } from '../store/users.ts';
import { newQueryCredentials } from './admin.ts';

/** Words that mean something else where a user is named: the cloud itself, and whose images are asked for. */
const RESERVED: ReadonlySet<string> = new Set(['eucalyptus', 'self', 'all', 'amazon']);

export interface Account {
	readonly user: User;
	readonly quota: Quota;
	readonly used: {
		readonly instances: number;
		readonly cores: number;
		readonly memoryMb: number;
		readonly keyPairs: number;
	};
}

/** Throws USER_NAME, USER_DUPLICATE; also for a name that somebody has applied for. */
export async function addUser(store: Store, name: string, isAdmin: boolean, now: number): Promise<User> {
	mustBeUserName(name);
	return await store.transaction(async (tx) => {
		if (await isApplicantName(tx, name)) {
			throw cloudErrors('USER_DUPLICATE', { name });
		}

		return await createUser(tx, name, isAdmin, now);
	});
}

/** Throws USER_NAME. */
export function mustBeUserName(name: string): void {
	if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(name) || RESERVED.has(name.toLowerCase())) {
		throw cloudErrors('USER_NAME', { name });
	}
}

/** With new query credentials. Throws USER_DUPLICATE. */
export async function createUser(tx: Database, name: string, isAdmin: boolean, now: number): Promise<User> {
	const user: User = { name, ...newQueryCredentials(), isAdmin, enabled: true, allowSignatureV1: false };
	// what was sent to a former user of that name is void
	await deleteCodes(tx, name);
	if ((await isUserName(tx, name)) || !(await insertUser(tx, user, now))) {
		throw cloudErrors('USER_DUPLICATE', { name });
	}

	return user;
}

/** Each user with quota and use, by name. */
export async function accounts(store: Store, instanceTypes: InstanceTypes): Promise<readonly Account[]> {
	return await store.transaction(async (tx) => {
		const found: Account[] = [];
		for (const user of await allUsers(tx)) {
			found.push(await accountOf(tx, user, instanceTypes));
		}

		return found;
	});
}

/** Only what is given changes; `unlimited` takes a limit away. Throws USER_UNKNOWN. */
export async function setQuota(
	store: Store,
	name: string,
	change: Partial<Record<keyof Quota, number | 'unlimited' | undefined>>,
	instanceTypes: InstanceTypes,
): Promise<Account> {
	return await store.transaction(async (tx) => {
		const user = await knownUser(tx, name);
		const before = await findQuota(tx, name);
		const after = (key: keyof Quota) => (change[key] === 'unlimited' ? undefined : (change[key] ?? before[key]));
		await putQuota(tx, name, {
			instances: after('instances'),
			cores: after('cores'),
			memoryMb: after('memoryMb'),
			keyPairs: after('keyPairs'),
		});
		return await accountOf(tx, user, instanceTypes);
	});
}

/** Throws USER_UNKNOWN, USER_PROTECTED: the administrator cannot be shut out. */
export async function modifyUser(
	store: Store,
	name: string,
	change: { readonly enabled?: boolean | undefined; readonly allowSignatureV1?: boolean | undefined },
	instanceTypes: InstanceTypes,
): Promise<Account> {
	return await store.transaction(async (tx) => {
		const user = await knownUser(tx, name);
		if (user.isAdmin && change.enabled === false) {
			throw cloudErrors('USER_PROTECTED', { name });
		}

		const after = {
			...user,
			enabled: change.enabled ?? user.enabled,
			allowSignatureV1: change.allowSignatureV1 ?? user.allowSignatureV1,
		};
		await changeUser(tx, after);
		return await accountOf(tx, after, instanceTypes);
	});
}

/** Throws USER_UNKNOWN, USER_PROTECTED, USER_IN_USE. */
export async function removeUser(store: Store, name: string, instanceTypes: InstanceTypes): Promise<void> {
	await store.transaction(async (tx) => {
		const user = await knownUser(tx, name);
		if (user.isAdmin) {
			throw cloudErrors('USER_PROTECTED', { name });
		}

		const { instances } = await usageOf(tx, name, instanceTypes);
		const images = await allImages(tx);
		const owned = images.filter(({ owner }) => owner === name).length;
		if (instances + owned > 0) {
			throw cloudErrors('USER_IN_USE', { name, what: `${instances} instances and ${owned} images` });
		}

		for (const image of images.filter(({ launchUsers }) => launchUsers.includes(name))) {
			const launchUsers = image.launchUsers.filter((each) => each !== name);
			await changeImage(tx, image.id, { ...image, launchUsers });
		}

		await deleteUser(tx, name);
	});
}

async function knownUser(tx: Database, name: string): Promise<User> {
	const user = await findUser(tx, name);
	if (user === undefined) {
		throw cloudErrors('USER_UNKNOWN', { name });
	}

	return user;
}

async function accountOf(tx: Database, user: User, instanceTypes: InstanceTypes): Promise<Account> {
	const used = await usageOf(tx, user.name, instanceTypes);
	return {
		user,
		quota: await findQuota(tx, user.name),
		used: { ...used, keyPairs: await countKeyPairs(tx, user.name) },
	};
}
