import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse } from './types.ts';

/** Removes the record and the files, kernel and ramdisk too unless another image uses them. Refused while instances run it. */
export const EucaDeleteImage = contract(
	'EucaDeleteImage',
	z.strictObject({ ...adminBaseRequest, image: z.string() }),
	z.strictObject({ ...adminBaseResponse, deletedIds: z.array(z.string()) }),
);
