import * as z from 'zod';
import { addNode } from '../actions/add-node.ts';
import { APPLY } from '../phases/index.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withSite } from './with-installation.ts';

const optionsSchema = siteOptions.extend({
	nodes: z.array(z.string()).min(1, 'is missing'),
	cluster: z.string().optional(),
	address: z.ipv4('must be an IPv4 address').optional(),
});

/** Adds nodes to a cluster, one after the other, and sets them up. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(optionsSchema, raw);
	const { nodes, cluster, address } = options;
	for (const node of nodes) {
		await withSite(options, context, (where, action) => addNode(where, { node, cluster, address }, action), APPLY);
	}

	return 0;
}
