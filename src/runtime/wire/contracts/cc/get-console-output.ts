import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ccBaseRequest, ccBaseResponse } from './types.ts';

/** The node's base64, passed on. */
export const GetConsoleOutput = contract(
	'GetConsoleOutput',
	z.strictObject({ ...ccBaseRequest, instanceId: z.string().optional() }),
	z.strictObject({ ...ccBaseResponse, consoleOutput: z.string().optional() }),
);
