import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { HOST_NAME } from '../../common/host-name.ts';
import { explainSite } from '../../site/explain.ts';
import { hostsOf } from '../../site/hosts.ts';
import { validSite } from '../../site/load.ts';
import { saveSite } from '../../site/save.ts';
import type { ExitCode, RunCommand } from './command.ts';
import { parseOptions } from './command.ts';
import { cliErrors } from './errors.ts';
import { siteFile, siteToWrite } from './site-to-write.ts';

const optionsSchema = z.object({
	frontEnd: z.string('is missing: name the host of the cloud controller'),
	nodesFile: z.string().optional(),
	node: z.array(z.string()).default([]),
	clusterName: z.string().optional(),
	prefix: z.string().optional(),
	systemRoot: z.string().optional(),
	...siteToWrite,
	json: z.boolean().default(false),
});

/** Writes a site of one cluster from names alone: no host is asked anything. */
export const run: RunCommand = async (words, context): Promise<ExitCode> => {
	const options = parseOptions(optionsSchema, words);
	const path = siteFile(options);
	if (existsSync(path) && !options.force) {
		throw cliErrors('CLI_FILE_EXISTS', { path });
	}

	const listed = options.nodesFile === undefined ? [] : await readNodes(options.nodesFile);
	const nodes = [...new Set([...listed, ...options.node])];
	const data = {
		version: 1,
		...(options.prefix === undefined ? {} : { eucalyptus: options.prefix }),
		...(options.systemRoot === undefined ? {} : { systemRoot: options.systemRoot }),
		cloud: { host: options.frontEnd },
		clusters: [{ name: options.clusterName ?? options.frontEnd, host: options.frontEnd, nodes }],
	};
	const site = validSite(data, 'what the options describe');
	await saveSite(path, site);
	const explanation = explainSite(site);
	if (options.json) {
		const clusters = site.clusters.map(({ name, host, nodes: all }) => ({ name, host, nodes: all.length }));
		context.out(JSON.stringify({ site: path, hosts: hostsOf(site).length, clusters, explanation }));
	} else {
		[...explanation, `Written to ${path}.`].forEach(context.out);
	}

	return 0;
};

/** One host per line, or several with blanks between them; `#` starts a comment. */
async function readNodes(path: string): Promise<readonly string[]> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		throw cliErrors('CLI_FILE_UNREADABLE', { path }, { cause: error });
	}

	return text.split('\n').flatMap((raw, index) => {
		const words = raw
			.replace(/#.*/, '')
			.split(/\s+/)
			.filter((word) => word !== '');
		const wrong = words.find((word) => !HOST_NAME.test(word));
		if (wrong !== undefined) {
			throw cliErrors('CLI_NODES_FILE', { path, line: index + 1, word: JSON.stringify(wrong) });
		}

		return words;
	});
}
