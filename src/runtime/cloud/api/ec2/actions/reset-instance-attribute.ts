import { findInstances } from '../describe/find-instances.ts';
import { STOPPABLE } from '../describe/stopping.ts';
import { ec2Errors } from '../errors.ts';
import { action, done } from '../schema/action.ts';
import { required } from '../schema/parameters.ts';
import { instanceId, word } from '../schema/scalars.ts';

const ATTRIBUTES = ['kernel', 'ramdisk', 'sourceDestCheck'] as const;

export const resetInstanceAttribute = action({
	name: 'ResetInstanceAttribute',
	since: '2009-10-31',
	summary: "Gives a stopped instance its image's kernel or ramdisk again.",
	waitsFor: { part: STOPPABLE, answers: '`IncorrectInstanceState`, as nothing can be stopped' },
	parameters: {
		instanceId: required('InstanceId', instanceId),
		attribute: required('Attribute', word(...ATTRIBUTES), { soapChoices: ATTRIBUTES }),
	},
	response: done,
	async run({ engine, user, parameters: { instanceId: id, attribute } }) {
		const [instance] = await findInstances(engine, user, [id]);
		if (attribute === 'sourceDestCheck') {
			throw ec2Errors('NOT_OFFERED', { feature: 'a change of the attribute sourceDestCheck' });
		}

		const image = (await engine.images.visibleTo(user)).find((each) => each.id === instance?.imageId);
		const kernelId = attribute === 'kernel' ? image?.kernelId : undefined;
		const ramdiskId = attribute === 'ramdisk' ? image?.ramdiskId : undefined;
		await engine.instances.modify(user, id, { whenStopped: { kernelId, ramdiskId } });
		return { return: true };
	},
});
