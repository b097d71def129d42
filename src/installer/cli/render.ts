import { join } from 'node:path';
import * as z from 'zod';
import { generate } from '../../../generators/index.ts';
import { hostsOf } from '../../site/hosts.ts';
import { loadSite } from '../../site/load.ts';
import type { Site } from '../../site/schema.ts';
import { type CommandContext, type ExitCode, parseOptions, type RunCommand } from './command.ts';
import { cliErrors } from './errors.ts';
import { writeTree } from './write-tree.ts';

const optionsSchema = z.object({
	site: z.string(),
	out: z.string('is missing: name the directory to write below'),
	host: z.array(z.string()).optional(),
	json: z.boolean().default(false),
});

const PROGRESS_EVERY_MS = 5000;

/** Writes every file of every host below a directory: for people who deploy by other means, and for a look before. */
export const run: RunCommand = async (words, context): Promise<ExitCode> => {
	const options = parseOptions(optionsSchema, words);
	const site = await loadSite(options.site);
	const hosts = options.host ?? hostsOf(site);
	checkHosts(hosts, site, options.site);
	let files = 0;
	let changed = 0;
	let spoke = Date.now();
	for (const [index, host] of hosts.entries()) {
		context.signal.throwIfAborted();
		const tree = generate(site, host);
		changed += writeTree(join(options.out, host), tree);
		files += tree.length;
		if (Date.now() - spoke > PROGRESS_EVERY_MS) {
			spoke = Date.now();
			context.err(`${index + 1} of ${hosts.length} hosts`);
		}
	}

	report(context, { hosts: hosts.length, files, changed, out: options.out }, options.json);
	return 0;
};

interface Outcome {
	readonly hosts: number;
	readonly files: number;
	readonly changed: number;
	readonly out: string;
}

function report(context: CommandContext, outcome: Outcome, json: boolean): void {
	const { hosts, files, changed, out } = outcome;
	context.out(
		json
			? JSON.stringify(outcome)
			: `${files} files, directories and links of ${hosts} ${hosts === 1 ? 'host' : 'hosts'} below ${out}: ${changed} changed.`,
	);
}

function checkHosts(hosts: readonly string[], site: Site, path: string): void {
	const known = hostsOf(site);
	const stranger = hosts.find((host) => !known.includes(host));
	if (stranger !== undefined) {
		const named = known.length > 20 ? `${known.slice(0, 20).join(', ')}, …` : known.join(', ');
		throw cliErrors('CLI_UNKNOWN_HOST', { host: stranger, site: path, hosts: named });
	}
}
