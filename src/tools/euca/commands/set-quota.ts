import * as z from 'zod';
import { withAdminClient } from '../admin-client.ts';
import type { RunEuca } from '../command.ts';
import { parseOptions } from '../options.ts';
import { printUser } from '../print-user.ts';

const limit = z
	.string()
	.regex(/^(\d{1,9}|unlimited)$/, 'needs a whole number or the word unlimited')
	.optional();
const schema = z
	.object({ instances: limit, cores: limit, memory: limit, keyPairs: limit, json: z.boolean().default(false) })
	.refine(({ json: _, ...limits }) => Object.values(limits).some((each) => each !== undefined), {
		path: ['instances'],
		message: 'or another limit is needed',
	});

export const run: RunEuca = async (raw, [userName = ''], { installation, out }) => {
	const { instances, cores, memory, keyPairs, json } = parseOptions(schema, raw);
	const { user } = await withAdminClient(installation, (client) =>
		client.EucaSetQuota({
			userId: 'admin',
			userName,
			...(instances === undefined ? {} : { instances }),
			...(cores === undefined ? {} : { cores }),
			...(memory === undefined ? {} : { memoryMb: memory }),
			...(keyPairs === undefined ? {} : { keyPairs }),
		}),
	);
	out(printUser(user, json));
	return 0;
};
