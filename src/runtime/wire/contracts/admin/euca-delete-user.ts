import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse } from './types.ts';

/** With key pairs, security groups and certificates. Refused while the user has instances or images. */
export const EucaDeleteUser = contract(
	'EucaDeleteUser',
	z.strictObject({ ...adminBaseRequest, userName: z.string() }),
	z.strictObject({ ...adminBaseResponse }),
);
