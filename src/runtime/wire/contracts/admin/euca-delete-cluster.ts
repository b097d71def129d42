import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse } from './types.ts';

/** Refused while instances run in the zone. */
export const EucaDeleteCluster = contract(
	'EucaDeleteCluster',
	z.strictObject({ ...adminBaseRequest, name: z.string() }),
	z.strictObject({ ...adminBaseResponse }),
);
