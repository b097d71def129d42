import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ccBaseRequest, ccBaseResponse } from './types.ts';

/** SYSTEM and STATIC: success, nothing to do. */
export const StopNetwork = contract(
	'StopNetwork',
	z.strictObject({ ...ccBaseRequest, vlan: z.int32().optional(), netName: z.string().optional() }),
	z.strictObject({ ...ccBaseResponse }),
);
