import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse, adminCluster } from './types.ts';

export const EucaDescribeClusters = contract(
	'EucaDescribeClusters',
	z.strictObject({ ...adminBaseRequest }),
	z.strictObject({ ...adminBaseResponse, clusters: z.array(adminCluster) }),
);
