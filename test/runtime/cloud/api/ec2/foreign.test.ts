import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions } from '../../../../../src/runtime/cloud/api/ec2/actions/index.ts';
import type { Action } from '../../../../../src/runtime/cloud/api/ec2/schema/action.ts';
import type { ParameterFacts, Parameters } from '../../../../../src/runtime/cloud/api/ec2/schema/parameters.ts';
import type { User } from '../../../../../src/runtime/cloud/engine/users.ts';
import { type EngineWithZone, startEngineWithZone } from '../../support/engine-with-zone.ts';
import { eventually } from '../../support/test-cloud.ts';
import { call, codeOf } from './support/call.ts';
import { type Endpoint, listenEc2 } from './support/endpoint.ts';

/** Every user × every action × every parameter that names a thing × a thing of somebody else. */
interface Place {
	readonly action: Action;
	/** As a request writes it: `InstanceId.1`. */
	readonly parameter: string;
	readonly kind: Kind;
}

const KINDS = ['instance', 'image', 'kernel', 'group', 'keyPairId', 'resource', 'keyName', 'groupName'] as const;
type Kind = (typeof KINDS)[number];

/** Ids that are well formed and belong to nobody, and names that nobody has given. */
const UNKNOWN: Readonly<Record<Kind, string>> = {
	instance: 'i-00000000',
	image: 'emi-00000000',
	kernel: 'eki-00000000',
	group: 'sg-00000000',
	keyPairId: 'key-00000000000000000',
	resource: 'i-00000000',
	keyName: 'no such key pair',
	groupName: 'no such group',
};

/** What the action needs beside the thing that is named. */
const OTHERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	AttachVolume: { VolumeId: 'vol-00000000', Device: '/dev/sdb' },
	AuthorizeSecurityGroupIngress: { IpProtocol: 'tcp', FromPort: '1', ToPort: '2', CidrIp: '0.0.0.0/0' },
	BundleInstance: {},
	ConfirmProductInstance: { ProductCode: 'code' },
	CreateTags: { 'Tag.1.Key': 'k' },
	DescribeImageAttribute: { Attribute: 'launchPermission' },
	DescribeInstanceAttribute: { Attribute: 'userData' },
	DetachVolume: { VolumeId: 'vol-00000000' },
	ModifyImageAttribute: { 'Description.Value': 'changed' },
	ModifyInstanceAttribute: { 'DisableApiTermination.Value': 'true' },
	RegisterImage: { ImageLocation: 'ttylinux' },
	ResetImageAttribute: { Attribute: 'launchPermission' },
	ResetInstanceAttribute: { Attribute: 'kernel' },
	RevokeSecurityGroupIngress: { IpProtocol: 'tcp', FromPort: '1', ToPort: '2', CidrIp: '0.0.0.0/0' },
	RunInstances: { MinCount: '1', MaxCount: '1' },
};

/** Names that these give are their own. */
const MAKERS = ['CreateKeyPair', 'ImportKeyPair', 'CreateSecurityGroup'];

function kindOf({ query, type }: ParameterFacts): Kind | undefined {
	switch (type) {
		case 'instance id':
			return 'instance';
		case 'image id':
			return query.startsWith('Kernel') ? 'kernel' : 'image';
		case 'group id':
			return 'group';
		default:
	}

	const name = query.replace(/\.N$/, '');
	const byName: Readonly<Record<string, Kind>> = {
		KeyPairId: 'keyPairId',
		ResourceId: 'resource',
		KeyName: 'keyName',
		GroupName: 'groupName',
		SecurityGroup: 'groupName',
	};
	return byName[name];
}

function placesIn(action: Action, parameters: Parameters, prefix: string): readonly Place[] {
	return Object.values(parameters).flatMap((facts: ParameterFacts) => {
		const parameter = prefix + facts.query.replace(/\.N$/, '.1');
		const kind = kindOf(facts);
		const own = kind === undefined ? [] : [{ action, parameter, kind }];
		return [...own, ...placesIn(action, facts.members ?? {}, `${parameter}.`)];
	});
}

const places = actions
	.filter(({ name }) => !MAKERS.includes(name))
	.flatMap((action) => placesIn(action, action.parameters, ''))
	.map((place) => ({ ...place, title: `${place.action.name} ${place.parameter}` }));

describe("what is somebody else's", () => {
	let at: EngineWithZone;
	let endpoint: Endpoint;
	let owned: Readonly<Record<Kind, string>>;
	let admin: User;
	let publicImage: string;

	beforeAll(async () => {
		at = await startEngineWithZone();
		({ admin } = at.running);
		const { engine, store } = at.running;
		endpoint = await listenEc2(engine);
		const group = await engine.securityGroups.create(at.alice, 'hers', 'd', []);
		const pair = await engine.keyPairs.create(at.alice, 'hers', { type: 'ed25519' });
		await engine.securityGroups.allow(at.alice, { id: group.id }, [
			{ protocol: 'tcp', fromPort: 1, toPort: 2, source: { cidr: '0.0.0.0/0' }, description: undefined },
		]);
		const [instance] = await at.run(at.alice, { groups: [{ id: group.id }], userData: Buffer.from('secret') });
		await eventually(
			() => engine.instances.visibleTo(at.alice),
			([first]) => first?.state === 'running',
		);
		await engine.tags.put(at.alice, [instance?.id ?? ''], [{ key: 'secret', value: 'tag' }]);
		await store.db
			.updateTable('images')
			.set({ owner: 'alice', is_public: 0 })
			.where('id', 'in', [at.imageId, at.kernelId])
			.execute();
		({ imageId: publicImage } = await at.registerAnother('public'));
		owned = {
			instance: instance?.id ?? '',
			image: at.imageId,
			kernel: at.kernelId,
			group: group.id,
			keyPairId: pair.id,
			resource: instance?.id ?? '',
			keyName: 'hers',
			groupName: 'hers',
		};
	});
	afterAll(async () => {
		await endpoint.close();
		await at.close();
	});

	const ask = async (user: User, { action, parameter }: Place, value: string, more = {}) => {
		const image = action.name === 'RunInstances' && parameter !== 'ImageId' ? { ImageId: publicImage } : {};
		const group =
			action.name.endsWith('SecurityGroupIngress') && parameter.includes('.') ? { GroupName: 'default' } : {};
		const others = { ...image, ...group, ...OTHERS[action.name] };
		return await call(endpoint.port, user, { Action: action.name, ...others, [parameter]: value, ...more });
	};
	const stable = ({ status, body }: { status: number; body: string }, value: string) => ({
		status,
		body: body.replaceAll(value, 'THING').replace(/<(RequestID|requestId)>[^<]*/g, ''),
	});

	it.each(places)('is to a stranger as what does not exist: $title', async (place) => {
		const foreign = await ask(at.bob, place, owned[place.kind]);
		const unknown = await ask(at.bob, place, UNKNOWN[place.kind]);
		expect(stable(foreign, owned[place.kind])).toEqual(stable(unknown, UNKNOWN[place.kind]));
		expect(foreign.body).not.toMatch(/secret|InternalError/);
		expect(foreign.status).toBeLessThan(500);
	});

	const byId = places.filter(({ kind }) => kind !== 'keyName' && kind !== 'groupName');
	const mayKnow = [
		...places.map((place) => ({ ...place, who: 'alice' as const })),
		...byId.map((place) => ({ ...place, who: 'admin' as const })),
	]
		// an administrator starts instances of his own with keys and groups of his own
		.filter(({ who, title }) => !(who === 'admin' && title === 'RunInstances SecurityGroupId.1'))
		.filter(({ title }) => title !== 'RunInstances KernelId' && title !== 'RunInstances RamdiskId')
		.filter(({ title }) => title !== 'RegisterImage KernelId' && title !== 'RegisterImage RamdiskId')
		.filter(({ title }) => !/Instance(Attribute)? (Kernel|Ramdisk|GroupId)/.test(title))
		.filter(({ action }) => action.waitsFor === undefined);
	it.each(mayKnow)('is there for its owner and the administrator: $who, $title', async (place) => {
		const user = place.who === 'alice' ? at.alice : admin;
		const answer = await ask(user, place, owned[place.kind], { DryRun: 'true' });
		expect(codeOf(answer)).toMatch(
			/^(DryRunOperation|IncorrectInstanceState|InvalidParameterCombination|InvalidGroup.InUse|InvalidPermission.(Duplicate|NotFound))$/,
		);
	});

	it.each(['instance-id', 'image-id', 'group-id', 'instance.group-id', 'key-pair-id', 'resource-id'])(
		'is not found by a filter either: %s',
		async (name) => {
			const value = [owned.instance, owned.image, owned.group, owned.keyPairId];
			for (const Action of [
				'DescribeInstances',
				'DescribeImages',
				'DescribeSecurityGroups',
				'DescribeKeyPairs',
				'DescribeTags',
			]) {
				const filter = Object.fromEntries(value.map((each, i) => [`Filter.1.Value.${i + 1}`, each]));
				const { status, body } = await call(endpoint.port, at.bob, { Action, 'Filter.1.Name': name, ...filter });
				expect([200, 400]).toContain(status);
				expect(body).not.toContain('<item>');
			}
		},
	);

	it('has not changed by all that strangers tried', async () => {
		const { engine } = at.running;
		const [instance] = await engine.instances.visibleTo(at.alice);
		expect(instance).toMatchObject({ id: owned.instance, state: 'running' });
		expect(instance?.settings.protectedFromTermination).toBe(false);
		expect((await engine.securityGroups.find(at.alice, [{ id: owned.group }]))[0]?.rules).toHaveLength(1);
		expect(await engine.keyPairs.ofOwner(at.alice)).toHaveLength(1);
		expect(await engine.images.owned(at.alice, owned.image)).toMatchObject({
			description: undefined,
			state: 'available',
		});
		expect((await engine.tags.visibleTo(at.alice)).map(({ key }) => key)).toEqual(['secret']);
		expect((await engine.instances.visibleTo(at.bob)).map(({ id }) => id)).toEqual([]);
	});
});
