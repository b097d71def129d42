import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse, adminUser } from './types.ts';

/** What is absent stays as it is; the word `unlimited` takes a limit away. */
export const EucaSetQuota = contract(
	'EucaSetQuota',
	z.strictObject({
		...adminBaseRequest,
		userName: z.string(),
		instances: z.string().optional(),
		cores: z.string().optional(),
		memoryMb: z.string().optional(),
		keyPairs: z.string().optional(),
	}),
	z.strictObject({ ...adminBaseResponse, user: adminUser }),
);
