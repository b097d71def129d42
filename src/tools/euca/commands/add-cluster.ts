import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { messageOf } from '../../../common/errors.ts';
import { HOST_NAME } from '../../../common/host-name.ts';
import { toolErrors } from '../../errors.ts';
import { withAdminClient } from '../admin-client.ts';
import type { EucaContext, EucaExitCode } from '../command.ts';
import { parseOptions } from '../options.ts';

const schema = z.object({
	name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be letters, digits, dots and hyphens'),
	host: z.string().regex(HOST_NAME, 'must be a host name or an IPv4 address'),
	port: z
		.string()
		.regex(/^\d{1,5}$/, 'must be a port')
		.transform(Number)
		.refine((port) => port >= 1 && port <= 65_535, 'must be a port, 1 to 65535'),
	certificate: z.string().optional(),
	json: z.boolean().default(false),
});

export async function run(raw: unknown, _operands: unknown, context: EucaContext): Promise<EucaExitCode> {
	const { certificate, json, ...entry } = parseOptions(schema, raw);
	const { installation, out } = context;
	const path = certificate ?? join(installation.paths.keys, 'cluster-cert.pem');
	const pem = await readFile(path, 'utf8').catch((error: unknown) => {
		const values = { path, problem: `cannot be read: ${messageOf(error)}`, remedy: 'name it with --certificate' };
		throw toolErrors('TOOL_FILE', values, { cause: error });
	});
	const { cluster, changed } = await withAdminClient(installation, (client) =>
		client.EucaAddCluster({ userId: 'admin', ...entry, certificate: pem }),
	);
	const { name, host, port, state } = cluster;
	out(
		json
			? JSON.stringify({ cluster, changed })
			: `CLUSTER\t${name}\t${host}:${port}\t${state ?? ''}\t${changed ? 'added' : 'was there already'}`,
	);
	return 0;
}
