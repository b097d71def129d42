// The user guide's story, told by Amazon's command line of today.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Attempt, facts, finish, type Told, until } from './telling.ts';

const { url, accessKey, secretKey, name, publicKey, userData } = facts;
const env = {
	...process.env,
	AWS_ACCESS_KEY_ID: accessKey,
	AWS_SECRET_ACCESS_KEY: secretKey,
	AWS_DEFAULT_REGION: 'Eucalyptus',
	AWS_MAX_ATTEMPTS: '1',
	AWS_CONFIG_FILE: '/dev/null',
	AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

const python = spawn('/usr/bin/python3', [join(import.meta.dirname, 'aws_commands.py')], {
	env,
	stdio: ['pipe', 'pipe', 'inherit'],
});
const outcomes = createInterface(python.stdout)[Symbol.asyncIterator]();

await finish(zones, story, ({ message }) => /An error occurred \(([\w.]+)\)/.exec(message)?.[1] ?? message);
python.stdin.end();

async function aws(command: string, ...options: string[]) {
	const words = ['--endpoint-url', url, '--output', 'json', 'ec2', command, ...options];
	python.stdin.write(`${JSON.stringify(words)}\n`);
	const { value = '{}' } = await outcomes.next();
	const { status, stdout, stderr } = JSON.parse(value);
	if (status !== 0) {
		throw new Error(stderr);
	}

	return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

async function zones() {
	const rows = await aws('describe-availability-zones', '--query', 'AvailabilityZones[].[ZoneName,State]');
	return rows.map(([zone, state]: string[]) => [zone, state?.split(' ')[0]]);
}

function instances(query: string, ...options: string[]) {
	return aws('describe-instances', ...options, '--query', `Reservations[].Instances[].${query}`);
}

function pairs() {
	const filter = ['--filters', `Name=key-name,Values=${name}*`];
	return aws('describe-key-pairs', ...filter, '--query', 'sort(KeyPairs[].KeyName)');
}

async function story(told: Told, attempt: Attempt) {
	told.regions = await aws('describe-regions', '--query', 'Regions[].RegionName');
	told.images = await aws('describe-images', '--owners', 'self', '--query', 'sort(Images[].ImageType)');
	const machines = ['--filters', 'Name=image-type,Values=machine', '--query', 'Images[0].ImageId'];
	const image = ['--image-id', await aws('describe-images', ...machines)];

	const pair = await aws('create-key-pair', '--key-name', name);
	told.pair = [pair.KeyName, pair.KeyMaterial.split('\n')[0], pair.KeyFingerprint.length];
	told.pairAgain = await attempt(() => aws('create-key-pair', '--key-name', name));
	const material = ['--public-key-material', Buffer.from(publicKey).toString('base64')];
	const imported = await aws('import-key-pair', '--key-name', `${name}-mine`, ...material);
	told.imported = [imported.KeyName, imported.KeyFingerprint.length];
	told.pairs = await pairs();

	await aws('create-security-group', '--group-name', name, '--description', 'of the story');
	const rule = ['--group-name', name, '--protocol', 'tcp', '--port', '22', '--cidr', '0.0.0.0/0'];
	await aws('authorize-security-group-ingress', ...rule);
	const group = ['--group-names', name, '--query', 'SecurityGroups[].IpPermissions[]'];
	told.rules = (await aws('describe-security-groups', ...group)).map((each: Record<string, unknown>) => [
		each.IpProtocol,
		String(each.FromPort),
		String(each.ToPort),
		(each.IpRanges as { CidrIp: string }[])[0]?.CidrIp,
	]);

	const tags = ['--tag-specifications', 'ResourceType=instance,Tags=[{Key=born,Value=here}]'];
	const options = [
		'--security-groups',
		name,
		...tags,
		'--count',
		'1:2',
		'--key-name',
		name,
		'--user-data',
		userData,
		'--client-token',
		name,
	];
	const row = '[State.Name,InstanceType,Placement.AvailabilityZone,KeyName,PublicDnsName]';
	const query = ['--query', `[Instances[].InstanceId,Instances[].${row}]`];
	const [ids, run] = await aws('run-instances', ...image, ...options, ...query);
	told.run = run;
	const [again] = await aws('run-instances', ...image, ...options, ...query);
	told.sameToken = String(again) === String(ids);
	const these = ['--instance-ids', ...ids];
	const running: (string | null)[][] = await until(
		() => instances('[State.Name,PublicIpAddress]', ...these),
		(found: (string | null)[][]) => found.every(([state, address]) => state === 'running' && address !== null),
	);
	told.running = running.map(([state]) => state);
	told.addresses = new Set(running.map(([, address]) => address)).size;
	told.listed = (await instances('InstanceId')).includes(ids[1]);
	const filters = ['--filters', `Name=key-name,Values=${name}`, 'Name=instance-state-name,Values=running'];
	told.filtered = String(await instances('InstanceId', ...filters)) === String(ids);
	// the command puts the pages together again
	told.pages = await instances('AmiLaunchIndex', ...filters, '--page-size', '1').then((found) => found.map(() => 1));
	const status = 'InstanceStatuses[].[InstanceState.Name,InstanceStatus.Status]';
	told.status = await aws('describe-instance-status', ...these, '--query', status);
	told.console = (await aws('get-console-output', '--instance-id', ids[0])).Output.includes('login:');
	const attribute = ['--instance-id', ids[0], '--attribute', 'userData', '--query', 'UserData.Value'];
	told.userData = Buffer.from(await aws('describe-instance-attribute', ...attribute), 'base64').toString();
	told.group = await instances('SecurityGroups[].GroupName | []', '--instance-ids', ids[0]);
	const pairsOf = '[].[Key,Value]';
	told.born = await instances(`Tags | [] | ${pairsOf}`, '--instance-ids', ids[1]);
	const role = ['--resources', ids[0], '--tags', `Key=role,Value=${name}`];
	await aws('create-tags', ...role);
	const ofFirst = ['--filters', `Name=resource-id,Values=${ids[0]}`, 'Name=key,Values=role'];
	told.tags = await aws('describe-tags', ...ofFirst, '--query', `Tags${pairsOf}`);
	told.tagged = String(await instances('InstanceId', '--filters', `Name=tag:role,Values=${name}`)) === ids[0];
	await aws('delete-tags', ...role);
	told.untagged = (await aws('describe-tags', ...ofFirst)).Tags.length;
	told.stop = await attempt(() => aws('stop-instances', '--instance-ids', ids[0]));
	const protect = (word: string) => aws('modify-instance-attribute', '--instance-id', ids[0], word);
	await protect('--disable-api-termination');
	told.protected = await attempt(() => aws('terminate-instances', ...these));
	await protect('--no-disable-api-termination');
	told.groupRefusals = [
		await attempt(() => aws('create-security-group', '--group-name', name, '--description', 'again')),
		await attempt(() => aws('authorize-security-group-ingress', ...rule)),
		await attempt(() => aws('delete-security-group', '--group-name', name)),
		await attempt(() => aws('delete-security-group', '--group-name', 'default')),
		await attempt(() => aws('describe-security-groups', '--group-names', 'nobody')),
	];
	const launch = ['--attribute', 'launchPermission', '--query', 'LaunchPermissions[].Group'];
	told.launch = await aws('describe-image-attribute', ...image, ...launch);
	told.rebooted = (await aws('reboot-instances', '--instance-ids', ids[0])) === undefined;

	told.ending = await aws('terminate-instances', ...these, '--query', 'TerminatingInstances[].CurrentState.Name');
	told.ended = await until(
		() => instances('State.Name', ...these),
		(states: string[]) => states.every((state) => state === 'terminated'),
	);
	const revoked = await aws('revoke-security-group-ingress', ...rule);
	told.groupEnded = [revoked.Return, (await aws('delete-security-group', '--group-name', name)) === undefined];
	told.refusals = [
		await attempt(() => aws('describe-instances', '--instance-ids', 'i-DEADBEEF')),
		await attempt(() => aws('describe-instances', '--instance-ids', 'nonsense')),
		await attempt(() => aws('terminate-instances', '--instance-ids', 'i-DEADBEEF')),
		await attempt(() => aws('run-instances', '--image-id', 'emi-DEADBEEF')),
		await attempt(() => aws('run-instances', ...image, '--key-name', 'nobody')),
	];
	told.dryRun = await attempt(() => aws('describe-instances', '--dry-run'));
	const deleted: boolean[] = [];
	for (const each of await pairs()) {
		deleted.push((await aws('delete-key-pair', '--key-name', each)) === undefined);
	}

	told.deleted = deleted;
	told.left = await pairs();
	const { Vpcs } = await aws('describe-vpcs');
	const { Subnets } = await aws('describe-subnets');
	told.networks = [...Vpcs, ...Subnets];
	told.types = await aws('describe-instance-types', '--query', 'InstanceTypes[].InstanceType');
	const attributes = 'AccountAttributes[].[AttributeName,AttributeValues[0].AttributeValue]';
	told.account = Object.fromEntries(await aws('describe-account-attributes', '--query', attributes));
}
