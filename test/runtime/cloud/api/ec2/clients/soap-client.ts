// The user guide's story in SOAP, told by npm's soap; its third argument is the API version. It knows the cloud by ?wsdl only.
import { readFileSync } from 'node:fs';
import { createClientAsync, WSSecurityCert } from 'soap';
import { type Attempt, facts, finish, type Told, until } from './telling.ts';

interface Instance {
	readonly instanceId: string;
	readonly instanceType: string;
	readonly instanceState: { readonly name: string };
	readonly placement: { readonly availabilityZone: string };
	readonly keyName: string;
	readonly dnsName: string;
}

const version = process.argv[4] ?? '2008-05-05';
const cloud = await createClientAsync(`${facts.url}?wsdl&Version=${version}`);
const pem = (file: string) => readFileSync(file, 'utf8');
cloud.setSecurity(
	new WSSecurityCert(pem(facts.privateKeyFile), pem(facts.certificateFile), '', { hasTimeStamp: true }),
);

await finish(zones, story, codeOf);

async function ask(action: string, request: object = {}) {
	const [answer] = await cloud[`${action}Async`](request);
	return answer;
}

/** The item elements of a list. */
function items<T>(list: { readonly item?: T | readonly T[] } | null): readonly T[] {
	return list?.item === undefined ? [] : ([list.item].flat() as readonly T[]);
}

function codeOf(error: Error): string {
	const { faultcode, faultstring } =
		(error as { root?: { Envelope: { Body: { Fault: Record<string, string> } } } }).root?.Envelope.Body.Fault ?? {};
	const [, code] = /^(?:Client|Server)\.(.*)$/.exec(faultcode ?? '') ?? [];
	return code ?? `${faultcode}: ${faultstring ?? error.message}`;
}

async function zones() {
	const found = await ask('DescribeAvailabilityZones');
	return items<{ zoneName: string; zoneState: string }>(found.availabilityZoneInfo).map((zone) => [
		zone.zoneName,
		zone.zoneState.split(' ')[0],
	]);
}

async function instances(ids: readonly string[]): Promise<readonly Instance[]> {
	const instancesSet = { item: ids.map((instanceId) => ({ instanceId })) };
	const { reservationSet } = await ask('DescribeInstances', { instancesSet });
	return items<{ instancesSet: { item: Instance[] } }>(reservationSet).flatMap((each) => items(each.instancesSet));
}

function named(names: readonly string[]) {
	return { securityGroupSet: { item: names.map((groupName) => ({ groupName })) } };
}

async function pairs() {
	const found = items<{ keyName: string }>((await ask('DescribeKeyPairs')).keySet).map(({ keyName }) => keyName);
	return found.filter((each) => each.startsWith(facts.name)).toSorted();
}

async function story(told: Told, attempt: Attempt) {
	const { name } = facts;
	const images = items<{ imageId: string; imageType: string }>((await ask('DescribeImages')).imagesSet);
	told.images = images.map(({ imageType }) => imageType).toSorted();
	const imageId = images.find(({ imageType }) => imageType === 'machine')?.imageId;

	const pair = await ask('CreateKeyPair', { keyName: name });
	told.pair = [pair.keyName, pair.keyMaterial.split('\n')[0], pair.keyFingerprint.length];
	told.pairAgain = await attempt(() => ask('CreateKeyPair', { keyName: name }));
	const publicKeyMaterial = Buffer.from(facts.publicKey).toString('base64');
	const imported = await ask('ImportKeyPair', { keyName: `${name}-mine`, publicKeyMaterial });
	told.imported = [imported.keyName, imported.keyFingerprint.length];
	told.pairs = await pairs();

	await ask('CreateSecurityGroup', { groupName: name, groupDescription: 'of the story' });
	const ssh = { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { item: [{ cidrIp: '0.0.0.0/0' }] } };
	const rule = { groupName: name, ipPermissions: { item: [ssh] } };
	await ask('AuthorizeSecurityGroupIngress', rule);
	const { securityGroupInfo } = await ask('DescribeSecurityGroups', named([name]));
	const [group] = items<{ ipPermissions: { item: (typeof ssh)[] } }>(securityGroupInfo);
	told.rules = items(group?.ipPermissions ?? null).map((each) => [
		each.ipProtocol,
		String(each.fromPort),
		String(each.toPort),
		items(each.ipRanges)[0]?.cidrIp,
	]);

	const groupSet = { item: [{ groupId: name }] };
	const userData = { data: Buffer.from(facts.userData).toString('base64') };
	const answer = await ask('RunInstances', { imageId, minCount: 1, maxCount: 2, keyName: name, groupSet, userData });
	told.group = items<Record<string, string>>(answer.groupSet).map((each) => each.groupName ?? each.groupId);
	const run = items<Instance>(answer.instancesSet);
	told.run = run.map((each) => [
		each.instanceState.name,
		each.instanceType,
		each.placement.availabilityZone,
		each.keyName,
		each.dnsName,
	]);
	const ids = run.map(({ instanceId }) => instanceId);
	const running = await until(
		() => instances(ids),
		(found) => found.every((each) => each.instanceState.name === 'running' && each.dnsName !== '0.0.0.0'),
	);
	told.running = running.map(({ instanceState }) => instanceState.name);
	told.addresses = new Set(running.map(({ dnsName }) => dnsName)).size;
	const all = (await instances([])).map(({ instanceId }) => instanceId);
	told.listed = ids.every((id) => all.includes(id));
	const { output } = await ask('GetConsoleOutput', { instanceId: ids[0] });
	told.console = Buffer.from(output, 'base64').includes('login:');
	const instancesSet = { item: ids.map((instanceId) => ({ instanceId })) };
	const first = { instancesSet: { item: [{ instanceId: ids[0] }] } };
	const attribute = await ask('DescribeInstanceAttribute', { instanceId: ids[0], userData: {} });
	told.userData = Buffer.from(attribute.userData.value, 'base64').toString();
	const resources = { resourcesSet: { item: [{ resourceId: ids[0] }] } };
	const tagSet = { item: [{ key: 'role', value: name }] };
	await ask('CreateTags', { ...resources, tagSet });
	const ofFirst = async () =>
		items<Record<string, string>>((await ask('DescribeTags')).tagSet).filter((each) => each.resourceId === ids[0]);
	told.tags = (await ofFirst()).map(({ key, value }) => [key, value]);
	await ask('DeleteTags', { ...resources, tagSet });
	told.untagged = (await ofFirst()).length;
	told.stop = await attempt(() => ask('StopInstances', first));
	told.groupRefusals = [
		await attempt(() => ask('CreateSecurityGroup', { groupName: name, groupDescription: 'again' })),
		await attempt(() => ask('AuthorizeSecurityGroupIngress', rule)),
		await attempt(() => ask('DeleteSecurityGroup', { groupName: name })),
		await attempt(() => ask('DeleteSecurityGroup', { groupName: 'default' })),
		await attempt(() => ask('DescribeSecurityGroups', named(['nobody']))),
	];
	const launch = await ask('DescribeImageAttribute', { imageId, launchPermission: {} });
	told.launch = items<{ group: string }>(launch.launchPermission).map((each) => each.group);
	told.rebooted = (await ask('RebootInstances', { instancesSet })).return;

	const ending = items<Record<string, { name: string }>>(
		(await ask('TerminateInstances', { instancesSet })).instancesSet,
	);
	told.ending = ending.map((each) => (each.shutdownState ?? each.currentState)?.name);
	const ended = await until(
		() => instances(ids),
		(found) => found.every((each) => each.instanceState.name === 'terminated'),
	);
	told.ended = ended.map(({ instanceState }) => instanceState.name);
	const one = { minCount: 1, maxCount: 1 };
	const revoked = await ask('RevokeSecurityGroupIngress', rule);
	told.groupEnded = [revoked.return, (await ask('DeleteSecurityGroup', { groupName: name })).return];
	told.refusals = [
		await attempt(() => instances(['i-DEADBEEF'])),
		await attempt(() => instances(['nonsense'])),
		await attempt(() => ask('TerminateInstances', { instancesSet: { item: [{ instanceId: 'i-DEADBEEF' }] } })),
		await attempt(() => ask('RunInstances', { ...one, imageId: 'emi-DEADBEEF' })),
		await attempt(() => ask('RunInstances', { ...one, imageId, keyName: 'nobody' })),
	];
	const deleted: unknown[] = [];
	for (const keyName of await pairs()) {
		deleted.push((await ask('DeleteKeyPair', { keyName })).return);
	}

	told.deleted = deleted;
	told.left = await pairs();
}
