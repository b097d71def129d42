import { findInstances } from '../describe/find-instances.ts';
import { BUNDLES, bundleElements, refuse, unsupported } from '../describe/waiting.ts';
import { action } from '../schema/action.ts';
import { structure } from '../schema/elements.ts';
import { optional, required } from '../schema/parameters.ts';
import { base64, instanceId, text } from '../schema/scalars.ts';

export const bundleInstance = action({
	name: 'BundleInstance',
	since: '2008-08-08',
	summary: 'Makes a bundle of an instance.',
	waitsFor: unsupported(BUNDLES),
	parameters: {
		instanceId: required('InstanceId', instanceId),
		accessKey: optional('Storage.S3.AWSAccessKeyId', text, { soap: 'storage/S3/AWSAccessKeyId' }),
		bucket: optional('Storage.S3.Bucket', text, { soap: 'storage/S3/bucket' }),
		prefix: optional('Storage.S3.Prefix', text, { soap: 'storage/S3/prefix' }),
		policy: optional('Storage.S3.UploadPolicy', base64(16_384), { soap: 'storage/S3/uploadPolicy' }),
		policySignature: optional('Storage.S3.UploadPolicySignature', text, { soap: 'storage/S3/uploadPolicySignature' }),
	},
	response: { bundleInstanceTask: structure(bundleElements) },
	async run({ engine, user, parameters }) {
		await findInstances(engine, user, [parameters.instanceId]);
		return refuse('BundleInstance', BUNDLES);
	},
});
