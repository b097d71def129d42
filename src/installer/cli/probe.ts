import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import { loadSite } from '../../site/load.ts';
import { saveSite } from '../../site/save.ts';
import type { Site } from '../../site/schema.ts';
import { type ProbeOptions, probeChoices, probeSite } from '../actions/probe.ts';
import type { ClusterLook } from '../probe/cluster-look.ts';
import { exitCodeOf } from '../probe/judge.ts';
import { probeJson } from '../probe/probe-json.ts';
import { clusterTable } from '../probe/table.ts';
import { kernelsToTry } from '../probe/wish.ts';
import { reportPage } from '../report/report-page.ts';
import { mustBeHostNames } from '../transport/host-name.ts';
import { answersSchema, readAnswers } from './answers.ts';
import { chooseSite } from './choose-site.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';
import { mustBeWritable } from './must-be-writable.ts';
import { probeEnding } from './probe-ending.ts';
import { siteFile, siteToWrite } from './site-to-write.ts';
import { sshFrom, sshOptions } from './ssh-options.ts';

const optionsSchema = z.object({
	hosts: z.array(z.string()).default([]),
	answers: z.string().optional(),
	yes: z.boolean().default(false),
	kernel: z.array(z.string()).default([]),
	...sshOptions.shape,
	...siteToWrite,
	report: z.union([z.string(), z.boolean()]).default('report.html'),
	json: z.boolean().default(false),
});

/** Looks at hosts, changes nothing on them, and writes a site file if there is none yet, and the report. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(optionsSchema, raw);
	const path = siteFile(options);
	const report =
		options.report === false ? undefined : resolve(options.report === true ? 'report.html' : options.report);
	const hosts = options.hosts.flatMap((word) => word.split(','));
	mustBeHostNames(...hosts);
	const filed = options.answers === undefined ? {} : await readAnswers(options.answers);
	const given = parseOptions(answersSchema, {
		...filed,
		...withoutUndefined(raw),
		...(hosts.length > 0 ? { nodes: hosts } : {}),
	});
	const probing: ProbeOptions = {
		kernels: kernelsToTry(options.kernel),
		...sshFrom(options, context),
		onNewHostKey: (host, type, print) =>
			context.err(`${host}: its ssh host key ${print} (${type}) was unknown and is recorded now`),
		onHost: progress(options.json, context),
	};
	const isThere = existsSync(path) && !options.force;
	for (const file of [...(isThere ? [] : [path]), ...(report === undefined ? [] : [report])]) {
		await mustBeWritable(file);
	}

	const own = isThere && given.nodes === undefined ? await loadSite(path) : undefined;
	const { look, site, notes } = await lookAndPropose(
		own,
		{ given, hasSite: isThere, yes: options.yes },
		probing,
		context,
	);
	if (!isThere) {
		await saveSite(path, site);
	}

	if (report !== undefined) {
		await writeFileAtomic(report, reportPage(site, look, new Date()), { mode: 0o644, parents: 0o755 });
	}

	if (options.json) {
		context.out(JSON.stringify({ ...probeJson(look), site: !isThere, report: report ?? null }, undefined, '\t'));
	} else {
		const ending = probeEnding({ site: path, wasThere: isThere, report, findings: look.findings });
		[...notes, ...clusterTable(look, context.columns), '', ...ending].forEach(context.out);
	}

	return exitCodeOf(look.findings);
}

interface Outcome {
	readonly look: ClusterLook;
	readonly site: Site;
	/** Things to say before the table. */
	readonly notes: readonly string[];
}

async function lookAndPropose(
	own: Site | undefined,
	asked: Parameters<typeof chooseSite>[0],
	probing: ProbeOptions,
	context: CommandContext,
): Promise<Outcome> {
	if (own !== undefined) {
		return { look: await probeSite(own, probing), site: own, notes: [] };
	}

	const { choices, notes } = await chooseSite(asked, context);
	const { look, site } = await probeChoices(choices, probing);
	return { look, site, notes };
}

/** A line per host while it lasts; silent for one host and for programs. */
function progress(json: boolean, { err, isTerminal }: CommandContext): (name: string, answered: boolean) => void {
	let count = 0;
	return (name, answered) => {
		count += 1;
		if (!json && (isTerminal || !answered || count % 50 === 0)) {
			err(answered ? `${name}: looked at (${count})` : `${name}: does not answer as it should (${count})`);
		}
	};
}

function withoutUndefined(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
}
