import { BUNDLES, bundleElements, nothingToFind } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { structure } from '../schema/elements.ts';
import { required } from '../schema/parameters.ts';
import { bundleId } from '../schema/scalars.ts';

export const cancelBundleTask = action({
	name: 'CancelBundleTask',
	since: '2008-08-08',
	summary: 'Ends a bundle task.',
	waitsFor: nothingToFind(BUNDLES, 'InvalidBundleID.NotFound'),
	parameters: { bundleId: required('BundleId', bundleId) },
	response: { bundleInstanceTask: structure(bundleElements) },
	async run({ parameters }) {
		throw ec2Errors('BUNDLE_UNKNOWN', { id: parameters.bundleId });
	},
});
