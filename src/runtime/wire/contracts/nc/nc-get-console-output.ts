import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ncBaseRequest, ncBaseResponse } from './types.ts';

/** Base64 of the last 64 KiB. */
export const ncGetConsoleOutput = contract(
	'ncGetConsoleOutput',
	z.strictObject({ ...ncBaseRequest, instanceId: z.string() }),
	z.strictObject({ ...ncBaseResponse, consoleOutput: z.string() }),
);
