import type { InstanceFacts } from '../../engine.ts';
import { REGION } from '../../region.ts';

/** Amazon's instance identity document; without its signature, as nobody here would know the key. */
export function documentOf({ instance }: InstanceFacts): string {
	const document = {
		accountId: instance.owner,
		architecture: instance.architecture,
		availabilityZone: instance.zone,
		billingProducts: null,
		devpayProductCodes: null,
		marketplaceProductCodes: null,
		imageId: instance.imageId,
		instanceId: instance.id,
		instanceType: instance.type,
		kernelId: instance.kernelId || null,
		pendingTime: new Date(instance.launchTime).toISOString().replace(/\.\d+Z$/, 'Z'),
		privateIp: instance.privateAddress,
		ramdiskId: instance.ramdiskId ?? null,
		region: REGION,
		version: '2017-09-30',
	};
	return JSON.stringify(document, null, 2);
}
