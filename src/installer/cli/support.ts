import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { packageRoot } from '../../common/layout.ts';
import { makeSupportArchive } from '../actions/support.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { siteOptions, withInstallation } from './with-installation.ts';

const optionsSchema = siteOptions.extend({ out: z.string().optional() });

/** One archive of what a person would need to help: facts, findings, plan, ends of logs, versions; no secret. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(optionsSchema, raw);
	return withInstallation(options, context, async (installation, action) => {
		const day = new Date(action.clock.now()).toISOString().slice(0, 19).replaceAll(':', '');
		const target = options.out ?? `euca-support-${installation.site.cloud.host}-${day}.tar.gz`;
		const { path, files } = await makeSupportArchive(installation, target, await version(), action);
		context.out(
			options.json
				? JSON.stringify({ archive: path, files })
				: `${path}: ${files} files about ${installation.hosts.length === 1 ? '1 host' : `${installation.hosts.length} hosts`}, without keys and passwords. Have a look, then send it to whoever helps.`,
		);
		return 0;
	});
}

async function version(): Promise<string> {
	for (const file of ['package.json', 'bundle.json']) {
		const text = await readFile(join(packageRoot(), file), 'utf8').catch(() => undefined);
		if (text !== undefined) {
			return String((JSON.parse(text) as { version?: unknown }).version ?? 'unknown');
		}
	}

	return 'unknown';
}
