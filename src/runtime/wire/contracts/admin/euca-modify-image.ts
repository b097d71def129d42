import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse, adminImage } from './types.ts';

/** Disabled: not offered any more and not runnable; running instances go on. */
export const EucaModifyImage = contract(
	'EucaModifyImage',
	z.strictObject({
		...adminBaseRequest,
		/** An image id or an image name. */
		image: z.string(),
		enabled: z.boolean(),
	}),
	z.strictObject({ ...adminBaseResponse, image: adminImage }),
);
