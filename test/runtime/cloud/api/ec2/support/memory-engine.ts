import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import type { Image } from '../../../../../../src/runtime/cloud/engine/images.ts';
import type { Instance, InstanceState } from '../../../../../../src/runtime/cloud/engine/instance.ts';
import type { InstanceType } from '../../../../../../src/runtime/cloud/engine/instance-types.ts';
import type { RunRequest, StateChange } from '../../../../../../src/runtime/cloud/engine/instances.ts';
import type { KeyPair } from '../../../../../../src/runtime/cloud/engine/key-pairs.ts';
import { NO_QUOTA } from '../../../../../../src/runtime/cloud/engine/quota.ts';
import type { SecurityGroup } from '../../../../../../src/runtime/cloud/engine/security-groups.ts';
import type { User } from '../../../../../../src/runtime/cloud/engine/users.ts';
import type { Zone } from '../../../../../../src/runtime/cloud/engine/zones.ts';
import type { Engine, Verbs } from '../../../../../../src/runtime/cloud/engine.ts';
import { cloudErrors } from '../../../../../../src/runtime/cloud/errors.ts';
import { DEFAULT_GROUP, NOW, testImage, testInstance, testUser } from './test-records.ts';

export interface MemoryEngineOptions {
	readonly users?: readonly User[];
	readonly images?: readonly Image[];
	/** PEM by user name. */
	readonly certificates?: Readonly<Record<string, string>>;
	readonly places?: number;
}

export interface MemoryEngine extends Engine {
	readonly list: Instance[];
	readonly keys: KeyPair[];
	/** Every request that reached `instances.run`. */
	readonly runs: RunRequest[];
	setState(id: string, state: InstanceState): void;
}

const TYPES: readonly InstanceType[] = [
	{ name: 'm1.small', cores: 1, memoryMb: 128, diskGb: 10 },
	{ name: 'c1.medium', cores: 1, memoryMb: 256, diskGb: 10 },
];

/** What is tested with the real engine. */
const elsewhere = (): never => {
	throw new Error('not part of the engine in memory');
};

/** The engine's agreed behaviour in memory: what the EC2 interface relies on, and no more. */
export function memoryEngine(options: MemoryEngineOptions = {}): MemoryEngine {
	const users = options.users ?? [testUser('admin'), testUser('alice'), testUser('bob')];
	const images = options.images ?? [
		testImage('emi-3A5B1C2D'),
		testImage('eki-7A3B0C44', { kind: 'kernel', kernelId: undefined }),
	];
	const max = options.places ?? 2;
	const list: Instance[] = [];
	const keys: KeyPair[] = [];
	const runs: RunRequest[] = [];
	const byName = (name: string) =>
		TYPES.find((type) => type.name === name || (name === 'small' && type.name === 'm1.small'));
	const free = () => max - list.filter(({ state }) => state === 'pending' || state === 'running').length;
	const visible = (user: User) => list.filter(({ owner }) => user.isAdmin || owner === user.name);
	const find = (user: User, id: string): Instance => {
		const found = visible(user).find((instance) => instance.id === id);
		if (found === undefined) {
			throw cloudErrors('INSTANCE_UNKNOWN', { id });
		}

		return found;
	};
	const setState = (id: string, state: InstanceState) => {
		const index = list.findIndex((instance) => instance.id === id);
		list[index] = { ...(list[index] ?? testInstance(0)), state };
	};
	const keep = (owner: User, name: string, publicKey: string, fingerprint: string): KeyPair => {
		if (keys.some((key) => key.owner === owner.name && key.name === name)) {
			throw cloudErrors('KEY_PAIR_DUPLICATE', { name });
		}

		const pair = { id: `key-${keys.length}`, owner: owner.name, name, fingerprint, publicKey, createdAt: NOW };
		keys.push(pair);
		return pair;
	};

	const groupOf = (user: User): SecurityGroup => {
		return { ...DEFAULT_GROUP, owner: user.name, description: 'default group', rules: [] };
	};
	const usersOfCloud: Engine['users'] = {
		byQueryId: async (queryId) => users.find((user) => user.queryId === queryId),
		byName: async (name) => users.find((user) => user.name === name),
		byCertificate: async (fingerprint) => {
			const owner = Object.entries(options.certificates ?? {}).find(
				([, pem]) => createHash('sha256').update(new X509Certificate(pem).raw).digest('hex') === fingerprint,
			);
			return users.find(({ name }) => name === owner?.[0]);
		},
	};

	const verbs = (gate: () => void): Verbs => ({
		images: {
			visibleTo: async (user) =>
				images.filter(
					(image) => user.isAdmin || image.owner === user.name || (image.isPublic && image.state === 'available'),
				),
			owned: elsewhere,
			modify: elsewhere,
			resetLaunchPermissions: elsewhere,
			register: elsewhere,
			deregister: elsewhere,
		},
		quotaOf: async () => NO_QUOTA,
		tags: { visibleTo: async () => [], put: async () => {}, remove: elsewhere },
		securityGroups: {
			// whatever is asked for exists: groups are tested with the real engine
			find: async (user, wanted) =>
				wanted.length === 0 ? [groupOf(user)] : wanted.map((handle) => ({ ...groupOf(user), ...handle })),
			create: async (user, name, description) => ({ ...groupOf(user), name, description }),
			remove: async () => {},
			allow: async (_user, _group, rules) => rules.map((rule) => ({ ...rule, id: 'sgr-00000001' })),
			revoke: async () => {},
		},
		keyPairs: {
			async create(owner, name) {
				const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
				const fingerprint = createHash('sha1')
					.update(privateKey.export({ type: 'pkcs8', format: 'der' }))
					.digest('hex')
					.replace(/..(?=.)/g, '$&:');
				const privateKeyPem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
				return { ...keep(owner, name, `ssh-rsa AAAA ${name}@eucalyptus`, fingerprint), privateKeyPem };
			},
			async importKey(owner, name, publicKey) {
				if (!publicKey.startsWith('ssh-')) {
					throw cloudErrors('KEY_PAIR_MATERIAL');
				}

				return keep(owner, name, publicKey, '00:11');
			},
			ofOwner: async (owner) => keys.filter((key) => key.owner === owner.name),
			byId: async (user, id) => keys.find((key) => key.id === id && (user.isAdmin || key.owner === user.name)),
			async remove(owner, name) {
				const index = keys.findIndex((key) => key.owner === owner.name && key.name === name);
				return index >= 0 && keys.splice(index, 1).length === 1;
			},
		},
		instanceTypes: { all: () => TYPES, byName },
		instances: {
			async run(user, request) {
				runs.push(request);
				const groups = request.groups.map((each) => {
					if ('id' in each && each.id !== DEFAULT_GROUP.id) {
						throw cloudErrors('GROUP_UNKNOWN', { name: each.id });
					}

					return 'id' in each ? DEFAULT_GROUP : { id: DEFAULT_GROUP.id, name: each.name };
				});
				if (!images.some(({ id }) => id === request.imageId)) {
					throw cloudErrors('IMAGE_UNKNOWN', { id: request.imageId });
				}

				if (
					request.keyName !== undefined &&
					!keys.some(({ owner, name }) => owner === user.name && name === request.keyName)
				) {
					throw cloudErrors('KEY_PAIR_UNKNOWN', { name: request.keyName });
				}

				const type = byName(request.type ?? 'm1.small');
				if (type === undefined) {
					throw cloudErrors('TYPE_UNKNOWN', { type: request.type ?? '', types: 'm1.small' });
				}

				if (request.zone !== undefined && request.zone !== 'frontend') {
					throw cloudErrors('ZONE_UNKNOWN', { zone: request.zone });
				}

				const before = list.filter(
					({ clientToken }) => clientToken !== undefined && clientToken === request.clientToken,
				);
				if (before.length > 0) {
					return before;
				}

				const count = Math.min(request.maxCount, free());
				if (count < request.minCount) {
					throw cloudErrors('NO_CAPACITY', { count: request.minCount, type: type.name, free: free() });
				}

				gate();
				const first = list.length + 0x3c5f0702;
				const made = Array.from({ length: count }, (_, launchIndex) =>
					testInstance(first + launchIndex, {
						reservationId: testInstance(first).reservationId,
						owner: user.name,
						state: 'pending',
						keyName: request.keyName,
						type: type.name,
						groups: groups.length === 0 ? [DEFAULT_GROUP] : groups,
						launchIndex,
						privateAddress: '0.0.0.0',
						publicAddress: '0.0.0.0',
						clientToken: request.clientToken,
						userData: request.userData,
					}),
				);
				list.push(...made);
				return made;
			},
			visibleTo: async (user) => visible(user),
			async terminate(user, ids) {
				const found = ids.map((id) => find(user, id));
				return found.map(({ id, state }): StateChange => {
					const current = state === 'terminated' ? 'terminated' : 'shutting-down';
					setState(id, current);
					return { instanceId: id, previous: state, current };
				});
			},
			modify: elsewhere,
			async reboot(user, ids) {
				for (const { id, state } of ids.map((each) => find(user, each))) {
					if (state !== 'running') {
						throw cloudErrors('INSTANCE_STATE', { id, state, verb: 'reboot' });
					}
				}
			},
			async consoleOutput(user, id) {
				find(user, id);
				return { output: Buffer.from('Linux version 2.6\nlogin: '), at: NOW };
			},
		},
		zones: {
			all: async (): Promise<readonly Zone[]> => [
				{
					name: 'frontend',
					up: true,
					host: '10.0.0.1',
					capacity: TYPES.map((type) => ({ type, free: free(), max })),
					nodes: [],
				},
			],
		},
	});
	return {
		list,
		keys,
		runs,
		setState,
		users: usersOfCloud,
		...verbs(() => {}),
		rehearsal: verbs(() => {
			throw cloudErrors('REHEARSED');
		}),
		factsAt: elsewhere,
	};
}
