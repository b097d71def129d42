import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse, adminUser } from './types.ts';

/** What is absent stays as it is. */
export const EucaModifyUser = contract(
	'EucaModifyUser',
	z.strictObject({
		...adminBaseRequest,
		userName: z.string(),
		enabled: z.boolean().optional(),
		allowSignatureV1: z.boolean().optional(),
	}),
	z.strictObject({ ...adminBaseResponse, user: adminUser }),
);
