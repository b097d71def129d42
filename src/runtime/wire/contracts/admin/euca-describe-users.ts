import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse, adminUser } from './types.ts';

export const EucaDescribeUsers = contract(
	'EucaDescribeUsers',
	z.strictObject({ ...adminBaseRequest }),
	z.strictObject({ ...adminBaseResponse, users: z.array(adminUser) }),
);
