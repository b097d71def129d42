import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ncBaseRequest, ncBaseResponse } from './types.ts';

/** The two states are numbers as text (spec §3.4). An unknown instance is a fault. */
export const ncTerminateInstance = contract(
	'ncTerminateInstance',
	z.strictObject({ ...ncBaseRequest, instanceId: z.string() }),
	z.strictObject({
		...ncBaseResponse,
		instanceId: z.string(),
		shutdownState: z.string().optional(),
		previousState: z.string().optional(),
	}),
);
