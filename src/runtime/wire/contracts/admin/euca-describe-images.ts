import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse, adminImage } from './types.ts';

export const EucaDescribeImages = contract(
	'EucaDescribeImages',
	z.strictObject({ ...adminBaseRequest }),
	z.strictObject({ ...adminBaseResponse, images: z.array(adminImage) }),
);
