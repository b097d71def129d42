import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse, adminUser } from './types.ts';

/** A user with new query credentials; `EucaGetCredentials` tells them. */
export const EucaAddUser = contract(
	'EucaAddUser',
	z.strictObject({ ...adminBaseRequest, userName: z.string(), isAdmin: z.boolean() }),
	z.strictObject({ ...adminBaseResponse, user: adminUser }),
);
