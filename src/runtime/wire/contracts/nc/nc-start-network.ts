import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ncBaseRequest, ncBaseResponse } from './types.ts';

/** `networkStatus` is SUCCESS or FAIL. */
export const ncStartNetwork = contract(
	'ncStartNetwork',
	z.strictObject({
		...ncBaseRequest,
		remoteHosts: z.array(z.string()),
		remoteHostPort: z.int32().optional(),
		vlan: z.int32().optional(),
	}),
	z.strictObject({ ...ncBaseResponse, networkStatus: z.string().optional() }),
);
