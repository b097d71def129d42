import { changeOf, changeParameters, INSTANCE_ATTRIBUTES, readNamedValue } from '../describe/instance-attributes.ts';
import { ec2Errors } from '../errors.ts';
import { action, done } from '../schema/action.ts';
import { list, optional, required, structureList } from '../schema/parameters.ts';
import { boolean, groupId, instanceId, text, word } from '../schema/scalars.ts';

export const modifyInstanceAttribute = action({
	name: 'ModifyInstanceAttribute',
	since: '2009-10-31',
	summary: 'Changes one attribute of an instance.',
	notes: [
		'Type, kernel, ramdisk and user data change only while an instance is stopped; see `StopInstances`.',
		'The security groups of an instance stay those of its start, as in plain EC2.',
	],
	parameters: {
		instanceId: required('InstanceId', instanceId),
		attribute: optional('Attribute', word(...INSTANCE_ATTRIBUTES)),
		value: optional('Value', text),
		...changeParameters,
		sourceDestCheck: optional('SourceDestCheck.Value', boolean),
		ebsOptimized: optional('EbsOptimized.Value', boolean),
		groupIds: list('GroupId', groupId, { soap: 'groupIdSet/item/groupId' }),
		blockDevices: structureList('BlockDeviceMapping', {
			deviceName: optional('DeviceName', text),
			virtualName: optional('VirtualName', text),
			noDevice: optional('NoDevice', text),
			volumeId: optional('Ebs.VolumeId', text),
			deleteOnTermination: optional('Ebs.DeleteOnTermination', boolean),
		}),
	},
	notOffered: {
		EnclaveOptions: 'enclaves',
		EnaSupport: 'a change of the attribute enaSupport',
		SriovNetSupport: 'a change of the attribute sriovNetSupport',
	},
	response: done,
	async run({ engine, user, parameters }) {
		const {
			instanceId: id,
			attribute,
			value,
			sourceDestCheck,
			ebsOptimized,
			groupIds,
			blockDevices,
			...own
		} = parameters;
		const missing = [
			['sourceDestCheck', sourceDestCheck !== undefined],
			['ebsOptimized', ebsOptimized !== undefined],
			['groupSet', groupIds.length > 0],
			['blockDeviceMapping', blockDevices.length > 0],
		].find(([, isAsked]) => isAsked === true);
		if (missing !== undefined) {
			throw ec2Errors('NOT_OFFERED', { feature: `a change of the attribute ${missing[0]}` });
		}

		if (value !== undefined && attribute === undefined) {
			throw ec2Errors('PARAMETER_MISSING', { name: 'Attribute' });
		}

		const named = attribute !== undefined && value !== undefined ? readNamedValue(attribute, value) : {};
		await engine.instances.modify(user, id, changeOf({ ...own, ...named }));
		return { return: true };
	},
});
