import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse, adminCluster } from './types.ts';

/** Adds a zone, or replaces the entry of that name (spec §5.15). */
export const EucaAddCluster = contract(
	'EucaAddCluster',
	z.strictObject({
		...adminBaseRequest,
		name: z.string(),
		host: z.string(),
		port: z.int(),
		/** PEM of the cluster's certificate: its answers must be signed with it. */
		certificate: z.string(),
	}),
	z.strictObject({
		...adminBaseResponse,
		cluster: adminCluster,
		/** false: the same entry was already there. */
		changed: z.boolean(),
	}),
);
