import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ccBaseRequest, ccBaseResponse } from './types.ts';

/** `isTerminated` answers position by position. */
export const TerminateInstances = contract(
	'TerminateInstances',
	z.strictObject({ ...ccBaseRequest, instanceIds: z.array(z.string()) }),
	z.strictObject({ ...ccBaseResponse, isTerminated: z.array(z.boolean()) }),
);
