import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ccBaseRequest, ccBaseResponse, networkRule } from './types.ts';

export const ConfigureNetwork = contract(
	'ConfigureNetwork',
	z.strictObject({ ...ccBaseRequest, rules: z.array(networkRule) }),
	z.strictObject({ ...ccBaseResponse }),
);
