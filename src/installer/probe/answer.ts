import * as z from 'zod';

const values = z.array(z.string()).optional();

/** Readers of one key of a probe's answer; used in the schemas of the facts. */
export const answer = {
	/** The first value; a missing key reads as ''. */
	text: values.transform((all) => all?.[0] ?? ''),
	/** All values that are not empty. */
	list: values.transform((all) => (all ?? []).filter((value) => value !== '')),
	/** Y, or anything else. */
	flag: values.transform((all) => all?.[0] === 'Y'),
	/** A number; a missing or wrong one is an error, for the script always prints it. */
	number: values.transform((all) => all?.[0] ?? '').pipe(z.string().min(1).transform(Number).pipe(z.number())),
	/** Output of a program that speaks JSON, on one line. */
	json: <T extends z.ZodType>(schema: T) =>
		values
			.transform((all, context) => {
				try {
					return JSON.parse(all?.[0] || '[]') as unknown;
				} catch (error) {
					context.addIssue({ code: 'custom', message: `not JSON: ${String(error)}` });
					return z.NEVER;
				}
			})
			.pipe(schema),
};
