import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse } from './types.ts';

/** A new password for the web site, which asks for another at the login. Only over the loopback interface of the host. */
export const EucaResetPassword = contract(
	'EucaResetPassword',
	z.strictObject({ ...adminBaseRequest, userName: z.string() }),
	z.strictObject({ ...adminBaseResponse, userName: z.string(), password: z.string() }),
);
