import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyAndCertificate } from '../../../../../src/common/certificate.ts';
import type { User } from '../../../../../src/runtime/cloud/engine/users.ts';
import { makeCredentials } from '../../../../../src/runtime/cloud/users/credentials.ts';
import { type EngineWithZone, startEngineWithZone } from '../../support/engine-with-zone.ts';
import { addUser } from '../../support/test-cloud.ts';
import { call, codeOf } from './support/call.ts';
import { type Endpoint, listenEc2 } from './support/endpoint.ts';
import { sendRaw } from './support/raw.ts';
import { signSoap } from './support/sign-soap.ts';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2008-05-05/';

let at: EngineWithZone;
let endpoint: Endpoint;
let admin: User;
beforeAll(async () => {
	at = await startEngineWithZone();
	({ admin } = at.running);
	endpoint = await listenEc2(at.running.engine);
});
afterAll(async () => {
	await endpoint.close();
	await at.close();
});

const item = (inner: string) => `<e:item>${inner}</e:item>`;

describe('the whole API of 2008-05-05, in SOAP as its tools send it', () => {
	let pair: KeyAndCertificate;
	let instanceId: string;
	beforeAll(async () => {
		pair = await makeCredentials(at.running.store, admin, Date.now());
		[{ id: instanceId } = { id: '' }] = await at.run(admin);
	});

	const ask = async (action: string, children: string) => {
		const body = signSoap(`<e:${action} xmlns:e="${NAMESPACE}">${children}</e:${action}>`, pair);
		const head = `POST /services/Eucalyptus HTTP/1.1\r\nHost: a\r\nSOAPAction: "${action}"\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
		const answer = (await sendRaw(endpoint.port, head + body)).body;
		const content = new RegExp(`<${action}Response xmlns="${NAMESPACE}">(.*)</${action}Response>`, 's').exec(
			answer,
		)?.[1];
		return content ?? /<faultcode>(.*?)<\/faultcode>/.exec(answer)?.[1] ?? answer;
	};
	const done = '<return>true</return>';

	it('security groups: ec2-add-group, ec2-authorize with a user and with a port, ec2-describe-group, ec2-revoke', async () => {
		const group = '<e:groupName>web</e:groupName>';
		const create = `${group}<e:groupDescription>the web</e:groupDescription>`;
		expect(await ask('CreateSecurityGroup', create)).toBe(done);
		expect(await ask('CreateSecurityGroup', create)).toBe('Client.InvalidGroup.Duplicate');
		const permission = (protocol: string, from: number, to: number, groups: string, ranges: string) =>
			item(
				`<e:ipProtocol>${protocol}</e:ipProtocol><e:fromPort>${from}</e:fromPort><e:toPort>${to}</e:toPort><e:groups>${groups}</e:groups><e:ipRanges>${ranges}</e:ipRanges>`,
			);
		const bob = item('<e:userId>bob</e:userId><e:groupName>friends</e:groupName>');
		const three = [['tcp', 0, 65_535] as const, ['udp', 0, 65_535] as const, ['icmp', -1, -1] as const];
		const all = three.map(([protocol, from, to]) => permission(protocol, from, to, bob, '')).join('');
		const port = permission('tcp', 80, 80, '', item('<e:cidrIp>0.0.0.0/0</e:cidrIp>'));
		const authorize = (permissions: string) => `<e:userId/>${group}<e:ipPermissions>${permissions}</e:ipPermissions>`;
		expect(await ask('AuthorizeSecurityGroupIngress', authorize(all))).toBe(done);
		expect(await ask('AuthorizeSecurityGroupIngress', authorize(port))).toBe(done);
		expect(await ask('AuthorizeSecurityGroupIngress', authorize(port))).toBe('Client.InvalidPermission.Duplicate');
		const shown = await ask('DescribeSecurityGroups', `<e:securityGroupSet>${item(group)}</e:securityGroupSet>`);
		expect(shown).toContain(
			'<ownerId>admin</ownerId><groupName>web</groupName><groupDescription>the web</groupDescription>',
		);
		expect(shown).toContain(
			'<item><ipProtocol>tcp</ipProtocol><fromPort>80</fromPort><toPort>80</toPort><groups/><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>',
		);
		expect(shown).toContain('<groups><item><userId>bob</userId><groupName>friends</groupName></item></groups>');
		expect(shown).not.toContain('groupId');
		expect(await ask('DescribeSecurityGroups', '<e:securityGroupSet/>')).toContain('<groupName>default</groupName>');
		expect(await ask('RevokeSecurityGroupIngress', authorize(port))).toBe(done);
		expect(await ask('RevokeSecurityGroupIngress', authorize(port))).toBe(done);
		expect(await ask('DeleteSecurityGroup', group)).toBe(done);
		expect(await ask('DeleteSecurityGroup', group)).toBe('Client.InvalidGroup.NotFound');
	});

	it('images: ec2-describe-image-attribute, ec2-modify-image-attribute, ec2-reset-image-attribute, ec2-deregister, ec2-register', async () => {
		const image = `<e:imageId>${at.imageId}</e:imageId>`;
		const permissions = () => ask('DescribeImageAttribute', `${image}<e:launchPermission/>`);
		const all = '<launchPermission><item><group>all</group></item></launchPermission>';
		expect(await permissions()).toBe(`<imageId>${at.imageId}</imageId>${all}`);
		expect(await ask('ResetImageAttribute', `${image}<e:launchPermission/>`)).toBe(done);
		expect(await permissions()).toContain('<launchPermission/>');
		const add = (who: string) => `${image}<e:launchPermission><e:add>${item(who)}</e:add></e:launchPermission>`;
		expect(await ask('ModifyImageAttribute', add('<e:userId>alice</e:userId>'))).toBe(done);
		expect(await permissions()).toContain('<item><userId>alice</userId></item>');
		expect(await ask('ModifyImageAttribute', add('<e:userId>nobody</e:userId>'))).toBe(
			'Client.InvalidUserID.Malformed',
		);
		expect(await ask('ModifyImageAttribute', add('<e:group>some</e:group>'))).toBe(
			'Client.InvalidAMIAttributeItemValue',
		);
		expect(await ask('ModifyImageAttribute', add('<e:group>all</e:group>'))).toBe(done);
		expect(await ask('DescribeImageAttribute', `${image}<e:kernel/>`)).toContain(`<value>${at.kernelId}</value>`);
		expect(await ask('DescribeImageAttribute', `${image}<e:kernel/><e:ramdisk/>`)).toBe(
			'Client.InvalidParameterCombination',
		);
		const codes = `<e:productCodes>${item('<e:productCode>A1</e:productCode>')}</e:productCodes>`;
		expect(await ask('ModifyImageAttribute', image + codes)).toBe(done);
		expect(await ask('DeregisterImage', image)).toBe(done);
		expect(await ask('DeregisterImage', image)).toBe('Client.InvalidAMIID.Unavailable');
		const register = (location: string) => ask('RegisterImage', `<e:imageLocation>${location}</e:imageLocation>`);
		expect(await register('bucket/other.manifest.xml')).toBe('Client.InvalidManifest');
		expect(await register('ttylinux')).toBe(`<imageId>${at.imageId}</imageId>`);
	});

	it('product codes of instances: those that their image had at the start', async () => {
		const confirm = (id: string) =>
			ask('ConfirmProductInstance', `<e:productCode>A1</e:productCode><e:instanceId>${id}</e:instanceId>`);
		const [later] = await at.run(admin);
		expect(await confirm(instanceId)).toBe('<return>false</return>');
		expect(await confirm(later?.id ?? '')).toBe('<return>true</return><ownerId>admin</ownerId>');
	});

	it.each([
		['DescribeVolumes', '<e:volumeSet/>', '<volumeSet/>'],
		[
			'DescribeVolumes',
			`<e:volumeSet>${item('<e:volumeId>vol-00000001</e:volumeId>')}</e:volumeSet>`,
			'Client.InvalidVolume.NotFound',
		],
		['DescribeSnapshots', '<e:snapshotSet/>', '<snapshotSet/>'],
		['CreateVolume', '<e:size>1</e:size><e:availabilityZone>zone1</e:availabilityZone>', 'Client.InvalidAction'],
		['CreateSnapshot', '<e:volumeId>vol-00000001</e:volumeId>', 'Client.InvalidVolume.NotFound'],
		['DeleteVolume', '<e:volumeId>vol-00000001</e:volumeId>', 'Client.InvalidVolume.NotFound'],
		['DeleteSnapshot', '<e:snapshotId>snap-00000001</e:snapshotId>', 'Client.InvalidSnapshot.NotFound'],
		['DetachVolume', '<e:volumeId>vol-00000001</e:volumeId>', 'Client.InvalidVolume.NotFound'],
		['AllocateAddress', '', 'Client.InvalidAction'],
		['DescribeAddresses', '<e:publicIpsSet/>', '<addressesSet/>'],
		['ReleaseAddress', '<e:publicIp>192.0.2.1</e:publicIp>', 'Client.InvalidAddress.NotFound'],
		['DisassociateAddress', '<e:publicIp>192.0.2.1</e:publicIp>', 'Client.InvalidAddress.NotFound'],
	])('what waits for other parts answers as a cloud without them: %s %s', async (action, children, answer) => {
		expect(await ask(action, children)).toBe(answer);
	});
});

describe('what changes from version to version', () => {
	it.each(['2006-10-01', '2008-05-05', '2008-12-01', '2010-08-31', '2011-01-01', '2016-11-15'])(
		'is in the answers of %s',
		async (Version) => {
			const user = await addUser(at.running, `user-${Version}`);
			const [instance] = await at.run(user, { tags: [{ key: 'Name', value: 'x' }] });
			const image = { ImageId: at.imageId, Attribute: 'launchPermission' };
			const group = { GroupName: 'web' };
			const port = { IpProtocol: 'tcp', FromPort: '22', ToPort: '23', CidrIp: '10.1.2.3/8' };
			const requests: readonly (readonly [User, Readonly<Record<string, string>>])[] = [
				[user, { Action: 'CreateSecurityGroup', ...group, GroupDescription: 'the <web>' }],
				[user, { Action: 'AuthorizeSecurityGroupIngress', ...group, ...port }],
				[user, { Action: 'AuthorizeSecurityGroupIngress', ...group, SourceSecurityGroupName: 'default' }],
				[user, { Action: 'DescribeSecurityGroups' }],
				[user, { Action: 'RevokeSecurityGroupIngress', ...group, ...port }],
				[user, { Action: 'RevokeSecurityGroupIngress', ...group, ...port }],
				[user, { Action: 'DeleteSecurityGroup', ...group }],
				[user, { Action: 'DescribeInstances' }],
				[user, { Action: 'DescribeTags' }],
				[user, { Action: 'DescribeInstanceAttribute', InstanceId: instance?.id ?? '', Attribute: 'groupSet' }],
				[admin, { Action: 'DescribeImageAttribute', ...image }],
				[admin, { Action: 'ModifyImageAttribute', ...image, OperationType: 'add', 'UserId.1': user.name }],
				[admin, { Action: 'ModifyImageAttribute', ...image, OperationType: 'remove', 'UserId.1': user.name }],
				[user, { Action: 'CreateVolume', AvailabilityZone: 'zone1' }],
			];
			let text = '';
			for (const [who, parameters] of requests) {
				const { body } = await call(endpoint.port, who, { ...parameters, Version });
				text += `${body.replaceAll(/(<\/?\w*(Set|Info|item|Response|Permissions|groups)\b[^>]*>)/g, '\n$1\n').replace(/\n+/g, '\n')}\n`;
			}

			const stable = text
				.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'REQUEST')
				.replace(/\b(sg|sgr|i|r|emi|eki)-[0-9A-F]{8}/g, '$1-ID')
				.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
				.replace(/<(instanceState)>.*?<\/\1>/g, '<$1/>')
				.replaceAll('10.9.0.1', '0.0.0.0')
				.replace(/<(privateIpAddress|ipAddress)>0.0.0.0<\/\1>/g, '');
			await expect(stable).toMatchFileSnapshot(join(import.meta.dirname, 'golden', `whole-${Version}.xml.txt`));
		},
	);
});

describe('rules of security groups', () => {
	const authorize = (changes: Readonly<Record<string, string>>) =>
		call(endpoint.port, at.alice, { Action: 'AuthorizeSecurityGroupIngress', GroupName: 'default', ...changes });
	it.each([
		[{}, 'MissingParameter'],
		[{ IpProtocol: 'tcp', FromPort: '80', ToPort: '80' }, 'MissingParameter'],
		[{ IpProtocol: 'tcp', FromPort: '80', CidrIp: '0.0.0.0/0' }, 'InvalidParameterValue'],
		[{ IpProtocol: 'tcp', FromPort: '81', ToPort: '80', CidrIp: '0.0.0.0/0' }, 'InvalidParameterValue'],
		[{ IpProtocol: 'udp', FromPort: '0', ToPort: '65536', CidrIp: '0.0.0.0/0' }, 'InvalidParameterValue'],
		[{ IpProtocol: 'icmp', FromPort: '256', ToPort: '0', CidrIp: '0.0.0.0/0' }, 'InvalidParameterValue'],
		[{ IpProtocol: 'carrier-pigeon', CidrIp: '0.0.0.0/0' }, 'InvalidPermission.Malformed'],
		[{ IpProtocol: 'tcp', FromPort: '1', ToPort: '1', CidrIp: '0.0.0.0' }, 'InvalidParameterValue'],
		[{ IpProtocol: 'tcp', FromPort: '1', ToPort: '1', CidrIp: '0.0.0.0/33' }, 'InvalidParameterValue'],
		[{ IpProtocol: 'tcp', FromPort: '1', ToPort: '1', CidrIp: '010.0.0.1/8' }, 'InvalidParameterValue'],
		[{ IpProtocol: 'tcp', FromPort: '1', ToPort: '1', CidrIp: '::/0' }, 'InvalidParameterValue'],
		[{ CidrIp: '0.0.0.0/0' }, 'MissingParameter'],
		[{ CidrIp: '0.0.0.0/0', SourceSecurityGroupName: 'default' }, 'InvalidParameterCombination'],
		[{ SourceSecurityGroupName: 'none' }, 'InvalidGroup.NotFound'],
		[{ UserId: 'bob', IpProtocol: '-1', CidrIp: '0.0.0.0/0' }, 'InvalidParameterValue'],
		[{ GroupName: '', IpProtocol: '-1', CidrIp: '0.0.0.0/0' }, 'MissingParameter'],
		[{ IpProtocol: '-1', CidrIp: '0.0.0.0/0', DryRun: 'true' }, 'DryRunOperation'],
	])('are refused when they make no sense: %j', async (changes, code) => {
		expect(codeOf(await authorize(changes))).toBe(code);
	});

	it('come in lists, several sources each, and by number', async () => {
		const answer = await authorize({
			'IpPermissions.1.IpProtocol': '6',
			'IpPermissions.1.FromPort': '443',
			'IpPermissions.1.ToPort': '443',
			'IpPermissions.1.IpRanges.1.CidrIp': '192.0.2.77/24',
			'IpPermissions.1.IpRanges.1.Description': 'the office',
			'IpPermissions.1.Groups.1.GroupName': 'default',
			'IpPermissions.2.IpProtocol': '47',
			'IpPermissions.2.IpRanges.1.CidrIp': '198.51.100.0/24',
		});
		expect(answer.body.match(/<securityGroupRuleId>sgr-[0-9A-F]{8}</g)).toHaveLength(3);
		const { body } = await call(endpoint.port, at.alice, { Action: 'DescribeSecurityGroups' });
		expect(body).toContain('<cidrIp>192.0.2.0/24</cidrIp><description>the office</description>');
		expect(body).toMatch(/<userId>alice<\/userId><groupId>sg-[0-9A-F]{8}<\/groupId><groupName>default</);
		expect(body).toContain('<item><ipProtocol>47</ipProtocol><groups/>');
	});

	it('are told and taken away by their ids, to their owner', async () => {
		const rules = async (user = at.alice, more = {}) => {
			const { body } = await call(endpoint.port, user, { Action: 'DescribeSecurityGroupRules', ...more });
			return [...body.matchAll(/<securityGroupRuleId>(sgr-[0-9A-F]{8})<.*?<ipProtocol>([^<]*)</gs)].map(
				([, id = '', protocol = '']) => ({ id, protocol }),
			);
		};
		const all = await rules();
		const gre = all.find(({ protocol }) => protocol === '47');
		const named = { 'SecurityGroupRuleId.1': gre?.id ?? '' };
		expect(await rules(at.alice, named)).toEqual([gre]);
		expect(await rules(at.alice, { 'Filter.1.Name': 'group-id', 'Filter.1.Value.1': 'sg-*' })).toEqual(all);
		expect(await rules(at.alice, { MaxResults: '2' })).toEqual(all.slice(0, 2));
		const foreign = await call(endpoint.port, at.running.admin, { Action: 'DescribeSecurityGroupRules', ...named });
		expect(codeOf(foreign)).toBe('InvalidSecurityGroupRuleId.NotFound');
		await call(endpoint.port, at.alice, { Action: 'RevokeSecurityGroupIngress', GroupName: 'default', ...named });
		expect(await rules()).toEqual(all.filter((rule) => rule !== gre));
	});
});
