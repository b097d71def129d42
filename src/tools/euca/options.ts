import type * as z from 'zod';
import { toolErrors } from '../errors.ts';

/** Options of one command, typed. Throws TOOL_USAGE that names the option as it is written. */
export function parseOptions<T extends z.ZodType>(schema: T, options: unknown): z.output<T> {
	const result = schema.safeParse(options);
	if (result.success) {
		return result.data;
	}

	const issue = result.error.issues[0];
	const name = String(issue?.path[0] ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
	throw toolErrors('TOOL_USAGE', { program: 'euca', problem: `the option --${name} ${issue?.message ?? 'is wrong'}` });
}
