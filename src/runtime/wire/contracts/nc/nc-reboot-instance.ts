import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ncBaseRequest, ncBaseResponse } from './types.ts';

/** `status` is true on success (spec §8 row 16). */
export const ncRebootInstance = contract(
	'ncRebootInstance',
	z.strictObject({ ...ncBaseRequest, instanceId: z.string() }),
	z.strictObject({ ...ncBaseResponse, status: z.boolean() }),
);
