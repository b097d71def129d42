import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ccBaseRequest, ccBaseResponse } from './types.ts';

export const RebootInstances = contract(
	'RebootInstances',
	z.strictObject({ ...ccBaseRequest, instanceIds: z.array(z.string()) }),
	z.strictObject({ ...ccBaseResponse }),
);
