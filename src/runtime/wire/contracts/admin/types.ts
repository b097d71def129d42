import * as z from 'zod';

/** As the other internal services: the caller's correlation id is echoed. The caller is the cloud's own key. */
export const adminBaseRequest = { correlationId: z.string().optional(), userId: z.string().optional() };
export const adminBaseResponse = { correlationId: z.string().optional(), userId: z.string().optional() };

export const adminImage = z.strictObject({
	imageId: z.string(),
	/** machine, kernel or ramdisk */
	imageType: z.string(),
	/** The name given at registration; EC2 shows it as the image location. */
	imageLocation: z.string(),
	/** available, or deregistered when disabled */
	imageState: z.string(),
	ownerId: z.string(),
	architecture: z.string(),
	sizeBytes: z.int(),
	kernelId: z.string().optional(),
	ramdiskId: z.string().optional(),
});

export const adminCluster = z.strictObject({
	/** The availability zone. */
	name: z.string(),
	host: z.string(),
	port: z.int(),
	/** UP, DOWN, or a reason why it is not used. */
	state: z.string().optional(),
	/** Instances of the smallest type that fit on its nodes right now, and in all; 0 while no node answers. */
	freePlaces: z.int().optional(),
	places: z.int().optional(),
});

const amounts = {
	instances: z.int().optional(),
	cores: z.int().optional(),
	memoryMb: z.int().optional(),
	keyPairs: z.int().optional(),
};

export const adminUser = z.strictObject({
	userName: z.string(),
	isAdmin: z.boolean(),
	enabled: z.boolean(),
	allowSignatureV1: z.boolean(),
	/** Absent: no limit. */
	quota: z.strictObject(amounts),
	used: z.strictObject(amounts),
});
