import * as z from 'zod';
import { removeNode } from '../actions/remove-node.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withSite } from './with-installation.ts';

const optionsSchema = siteOptions.extend({
	node: z.string(),
	drain: z.boolean().default(false),
	endInstances: z.boolean().default(false),
	gone: z.boolean().default(false),
});

/** Takes a node out of its cluster. 1: instances run there, or it could not be done. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(optionsSchema, raw);
	await withSite(options, context, (where, action) => removeNode(where, options, action));
	return 0;
}
