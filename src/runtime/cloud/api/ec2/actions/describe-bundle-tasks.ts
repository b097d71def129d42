import { anyFilterParameter } from '../describe/filters.ts';
import { BUNDLES, bundleElements, emptyList } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { list } from '../schema/elements.ts';
import { list as listParameter } from '../schema/parameters.ts';
import { bundleId } from '../schema/scalars.ts';

export const describeBundleTasks = action({
	name: 'DescribeBundleTasks',
	since: '2008-08-08',
	summary: 'Answers an empty list: nothing is being bundled.',
	waitsFor: emptyList(BUNDLES, 'InvalidBundleID.NotFound'),
	parameters: {
		bundleIds: listParameter('BundleId', bundleId, { soap: 'bundlesSet/item/bundleId' }),
		filters: anyFilterParameter,
	},
	response: { bundleInstanceTasksSet: list(bundleElements) },
	async run({ parameters: { bundleIds } }) {
		const [id] = bundleIds;
		if (id !== undefined) {
			throw ec2Errors('BUNDLE_UNKNOWN', { id });
		}

		return { bundleInstanceTasksSet: [] };
	},
});
