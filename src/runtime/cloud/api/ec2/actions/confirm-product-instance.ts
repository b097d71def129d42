import { findInstances } from '../describe/find-instances.ts';
import { action } from '../schema/action.ts';
import { boolean, maybe, text } from '../schema/elements.ts';
import { required } from '../schema/parameters.ts';
import { text as anyText, instanceId } from '../schema/scalars.ts';

export const confirmProductInstance = action({
	name: 'ConfirmProductInstance',
	since: '2007-03-01',
	summary: 'Tells whether an instance has a product code, and whose it is then.',
	parameters: { productCode: required('ProductCode', anyText), instanceId: required('InstanceId', instanceId) },
	response: { return: boolean(), ownerId: maybe(text()) },
	async run({ engine, user, parameters }) {
		const [instance] = await findInstances(engine, user, [parameters.instanceId]);
		const has = instance?.productCodes.includes(parameters.productCode) === true;
		return { return: has, ownerId: has ? instance.owner : undefined };
	},
});
