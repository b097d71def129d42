// The user guide's story, told by Amazon's SDK for JavaScript, version 3.
import * as aws from '@aws-sdk/client-ec2';
import { type Attempt, facts, finish, type Told, until } from './telling.ts';

const { url, accessKey, secretKey, name, publicKey, userData } = facts;
const cloud = new aws.EC2Client({
	endpoint: url,
	region: 'Eucalyptus',
	credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
	maxAttempts: Number(process.env['ATTEMPTS'] ?? 1),
});

await finish(zones, story, (error) => error.name);

async function zones() {
	const { AvailabilityZones = [] } = await cloud.send(new aws.DescribeAvailabilityZonesCommand({}));
	return AvailabilityZones.map(({ ZoneName, State }) => [ZoneName, State?.split(' ')[0]]);
}

async function instances(input: aws.DescribeInstancesCommandInput) {
	const { Reservations = [] } = await cloud.send(new aws.DescribeInstancesCommand(input));
	return Reservations.flatMap(({ Instances = [] }) => Instances);
}

async function pairs() {
	const Filters = [{ Name: 'key-name', Values: [`${name}*`] }];
	const { KeyPairs = [] } = await cloud.send(new aws.DescribeKeyPairsCommand({ Filters }));
	return KeyPairs.map(({ KeyName }) => KeyName).toSorted();
}

async function story(told: Told, attempt: Attempt) {
	const { Regions = [] } = await cloud.send(new aws.DescribeRegionsCommand({}));
	told.regions = Regions.map(({ RegionName }) => RegionName);
	const { Images = [] } = await cloud.send(new aws.DescribeImagesCommand({ Owners: ['self'] }));
	told.images = Images.map(({ ImageType }) => ImageType).toSorted();
	const image = Images.find(({ ImageType }) => ImageType === 'machine')?.ImageId;

	const pair = await cloud.send(new aws.CreateKeyPairCommand({ KeyName: name }));
	told.pair = [pair.KeyName, pair.KeyMaterial?.split('\n')[0], pair.KeyFingerprint?.length];
	told.pairAgain = await attempt(() => cloud.send(new aws.CreateKeyPairCommand({ KeyName: name })));
	const PublicKeyMaterial = Buffer.from(publicKey);
	const imported = await cloud.send(new aws.ImportKeyPairCommand({ KeyName: `${name}-mine`, PublicKeyMaterial }));
	told.imported = [imported.KeyName, imported.KeyFingerprint?.length];
	told.pairs = await pairs();

	await cloud.send(new aws.CreateSecurityGroupCommand({ GroupName: name, Description: 'of the story' }));
	const IpRanges = [{ CidrIp: '0.0.0.0/0' }];
	const rule = { GroupName: name, IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges }] };
	await cloud.send(new aws.AuthorizeSecurityGroupIngressCommand(rule));
	const { SecurityGroups = [] } = await cloud.send(new aws.DescribeSecurityGroupsCommand({ GroupNames: [name] }));
	told.rules = SecurityGroups[0]?.IpPermissions?.map((each) => [
		each.IpProtocol,
		String(each.FromPort),
		String(each.ToPort),
		each.IpRanges?.[0]?.CidrIp,
	]);

	const request = {
		SecurityGroups: [name],
		ImageId: image,
		MinCount: 1,
		MaxCount: 2,
		KeyName: name,
		ClientToken: name,
	};
	const UserData = Buffer.from(userData).toString('base64');
	const Tags = [{ Key: 'born', Value: 'here' }];
	const TagSpecifications = [{ ResourceType: 'instance' as const, Tags }];
	const wanted = { ...request, UserData, TagSpecifications };
	const run = await cloud.send(new aws.RunInstancesCommand(wanted));
	told.group = run.Instances?.[0]?.SecurityGroups?.map(({ GroupName }) => GroupName);
	told.run = run.Instances?.map((each) => [
		each.State?.Name,
		each.InstanceType,
		each.Placement?.AvailabilityZone,
		each.KeyName,
		each.PublicDnsName,
	]);
	const InstanceIds = run.Instances?.map(({ InstanceId = '' }) => InstanceId) ?? [];
	const again = await cloud.send(new aws.RunInstancesCommand(wanted));
	told.sameToken = String(again.Instances?.map(({ InstanceId }) => InstanceId)) === String(InstanceIds);
	const patience = { client: cloud, minDelay: 1, maxDelay: 1, maxWaitTime: 100 };
	await aws.waitUntilInstanceRunning(patience, { InstanceIds });
	const running = await until(
		() => instances({ InstanceIds }),
		(found) => found.every(({ PublicIpAddress }) => PublicIpAddress !== undefined),
	);
	told.running = running.map(({ State }) => State?.Name);
	told.addresses = new Set(running.map(({ PublicIpAddress }) => PublicIpAddress)).size;
	const listed = (await instances({})).map(({ InstanceId }) => InstanceId);
	told.listed = InstanceIds.every((id) => listed.includes(id));
	const Filters = [{ Name: 'key-name', Values: [name] }];
	const found = await instances({ Filters: [...Filters, { Name: 'instance-state-name', Values: ['running'] }] });
	told.filtered = String(found.map(({ InstanceId }) => InstanceId)) === String(InstanceIds);
	const pages: number[] = [];
	for await (const page of aws.paginateDescribeInstances({ client: cloud, pageSize: 1 }, { Filters })) {
		pages.push(page.Reservations?.flatMap((each) => each.Instances ?? []).length ?? 0);
	}

	told.pages = pages;
	const status = await cloud.send(new aws.DescribeInstanceStatusCommand({ InstanceIds }));
	told.status = status.InstanceStatuses?.map((each) => [each.InstanceState?.Name, each.InstanceStatus?.Status]);
	const console = await cloud.send(new aws.GetConsoleOutputCommand({ InstanceId: InstanceIds[0] }));
	told.console = Buffer.from(console.Output ?? '', 'base64').includes('login:');
	await tellAttributes(told, InstanceIds, image, attempt);
	const same = { GroupName: name, Description: 'again' };
	told.groupRefusals = [
		await attempt(() => cloud.send(new aws.CreateSecurityGroupCommand(same))),
		await attempt(() => cloud.send(new aws.AuthorizeSecurityGroupIngressCommand(rule))),
		await attempt(() => cloud.send(new aws.DeleteSecurityGroupCommand({ GroupName: name }))),
		await attempt(() => cloud.send(new aws.DeleteSecurityGroupCommand({ GroupName: 'default' }))),
		await attempt(() => cloud.send(new aws.DescribeSecurityGroupsCommand({ GroupNames: ['nobody'] }))),
	];
	const rebooted = await cloud.send(new aws.RebootInstancesCommand({ InstanceIds: InstanceIds.slice(0, 1) }));
	told.rebooted = rebooted.$metadata.httpStatusCode === 200;

	const ending = await cloud.send(new aws.TerminateInstancesCommand({ InstanceIds }));
	told.ending = ending.TerminatingInstances?.map(({ CurrentState }) => CurrentState?.Name);
	await aws.waitUntilInstanceTerminated(patience, { InstanceIds });
	told.ended = (await instances({ InstanceIds })).map(({ State }) => State?.Name);
	const revoked = await cloud.send(new aws.RevokeSecurityGroupIngressCommand(rule));
	const gone = await cloud.send(new aws.DeleteSecurityGroupCommand({ GroupName: name }));
	told.groupEnded = [revoked.Return, gone.$metadata.httpStatusCode === 200];
	const one = { MinCount: 1, MaxCount: 1 };
	told.refusals = [
		await attempt(() => instances({ InstanceIds: ['i-DEADBEEF'] })),
		await attempt(() => instances({ InstanceIds: ['nonsense'] })),
		await attempt(() => cloud.send(new aws.TerminateInstancesCommand({ InstanceIds: ['i-DEADBEEF'] }))),
		await attempt(() => cloud.send(new aws.RunInstancesCommand({ ...one, ImageId: 'emi-DEADBEEF' }))),
		await attempt(() => cloud.send(new aws.RunInstancesCommand({ ...one, ImageId: image, KeyName: 'nobody' }))),
	];
	told.dryRun = await attempt(() => instances({ DryRun: true }));
	const deleted: (boolean | undefined)[] = [];
	for (const KeyName of await pairs()) {
		deleted.push((await cloud.send(new aws.DeleteKeyPairCommand({ KeyName }))).Return);
	}

	told.deleted = deleted;
	told.left = await pairs();
	const { Vpcs = [] } = await cloud.send(new aws.DescribeVpcsCommand({}));
	const { Subnets = [] } = await cloud.send(new aws.DescribeSubnetsCommand({}));
	told.networks = [...Vpcs, ...Subnets];
	const { InstanceTypes = [] } = await cloud.send(new aws.DescribeInstanceTypesCommand({}));
	told.types = InstanceTypes.map(({ InstanceType }) => InstanceType);
	const { AccountAttributes = [] } = await cloud.send(new aws.DescribeAccountAttributesCommand({}));
	const attributes = AccountAttributes.map((each) => [each.AttributeName, each.AttributeValues?.[0]?.AttributeValue]);
	told.account = Object.fromEntries(attributes);
}

/** Tags and settings of the instances, and who may launch their image. */
async function tellAttributes(told: Told, ids: string[], ImageId: string | undefined, attempt: Attempt) {
	const [InstanceId = '', second = ''] = ids;
	const asked = { InstanceId, Attribute: 'userData' as const };
	const { UserData } = await cloud.send(new aws.DescribeInstanceAttributeCommand(asked));
	told.userData = Buffer.from(UserData?.Value ?? '', 'base64').toString();
	const pairsOf = (tags: aws.Tag[] | undefined) => tags?.map(({ Key, Value }) => [Key, Value]);
	told.born = pairsOf((await instances({ InstanceIds: [second] }))[0]?.Tags);
	const Tags = [{ Key: 'role', Value: name }];
	await cloud.send(new aws.CreateTagsCommand({ Resources: [InstanceId], Tags }));
	const Filters = [
		{ Name: 'resource-id', Values: [InstanceId] },
		{ Name: 'key', Values: ['role'] },
	];
	told.tags = pairsOf((await cloud.send(new aws.DescribeTagsCommand({ Filters }))).Tags);
	const found = await instances({ Filters: [{ Name: 'tag:role', Values: [name] }] });
	told.tagged = String(found.map((each) => each.InstanceId)) === InstanceId;
	await cloud.send(new aws.DeleteTagsCommand({ Resources: [InstanceId], Tags }));
	told.untagged = (await cloud.send(new aws.DescribeTagsCommand({ Filters }))).Tags?.length;
	told.stop = await attempt(() => cloud.send(new aws.StopInstancesCommand({ InstanceIds: [InstanceId] })));
	const protect = (Value: boolean) =>
		cloud.send(new aws.ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value } }));
	await protect(true);
	told.protected = await attempt(() => cloud.send(new aws.TerminateInstancesCommand({ InstanceIds: ids })));
	await protect(false);
	const launch = { ImageId, Attribute: 'launchPermission' as const };
	const { LaunchPermissions = [] } = await cloud.send(new aws.DescribeImageAttributeCommand(launch));
	told.launch = LaunchPermissions.map(({ Group }) => Group);
}
