import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ccBaseRequest, ccBaseResponse } from './types.ts';

/** `source` is the public address, `dest` the private one. */
export const UnassignAddress = contract(
	'UnassignAddress',
	z.strictObject({ ...ccBaseRequest, source: z.string(), dest: z.string() }),
	z.strictObject({ ...ccBaseResponse }),
);
