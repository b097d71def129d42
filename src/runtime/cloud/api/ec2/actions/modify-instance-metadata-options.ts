import { findInstances } from '../describe/find-instances.ts';
import { metadataContent, metadataElements } from '../describe/instance.ts';
import { changedMetadata, metadataParameters } from '../describe/metadata-options.ts';
import { action } from '../schema/action.ts';
import { structure, text } from '../schema/elements.ts';
import { required } from '../schema/parameters.ts';
import { instanceId } from '../schema/scalars.ts';

export const modifyInstanceMetadataOptions = action({
	name: 'ModifyInstanceMetadataOptions',
	since: '2016-11-15',
	summary: 'Says how the metadata service treats an instance: with tokens only, with its tags, or not at all.',
	parameters: { instanceId: required('InstanceId', instanceId), ...metadataParameters('') },
	response: { instanceId: text(), instanceMetadataOptions: structure(metadataElements) },
	async run({ engine, user, parameters }) {
		const { instanceId: id, ...asked } = parameters;
		const [instance] = await findInstances(engine, user, [id]);
		const before = instance?.settings.metadata;
		const metadata = changedMetadata(asked, before);
		await engine.instances.modify(user, id, { settings: { metadata } });
		return { instanceId: id, instanceMetadataOptions: metadataContent(metadata) };
	},
});
