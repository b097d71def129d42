import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describeError } from '../../common/errors.ts';
import { run } from '../../common/run.ts';
import { printSite } from '../../site/save.ts';
import type { Site } from '../../site/schema.ts';
import type { Message } from '../messages.ts';
import type { Installation } from '../phases/phase.ts';
import type { ClusterLook } from '../probe/cluster-look.ts';
import { probeJson } from '../probe/probe-json.ts';
import { clusterTable } from '../probe/table.ts';
import { reportPage } from '../report/report-page.ts';
import { collectFrom, type SupportItem } from '../support/collect.ts';
import { redactor } from '../support/redact.ts';
import { plan } from './plan.ts';
import { probeOpened } from './probe.ts';
import type { ActionOptions } from './run-options.ts';

const README = `What is in here, for whoever helps with this cloud:

  versions.txt    of euca-setup and what it runs on
  site.yaml       what the operator wants
  findings.txt    what the probe found, and probe.json all that it saw
  report.html     the same as a page
  plan.txt        what "euca-setup apply" would change
  hosts/NAME/     of each host: system, processes, network, ports, configuration, and the ends of its logs

Keys, passwords and whatever looks like one were taken out before anything was written: [removed 1a2b3c]. Equal marks
stand for equal values, within this archive only. Read it before you send it all the same.
`;

/** Writes the archive, readable by its owner alone. Hosts that do not answer are said to be missing in it. */
export async function makeSupportArchive(
	installation: Installation,
	target: string,
	version: string,
	options: ActionOptions,
): Promise<{ readonly path: string; readonly files: number }> {
	const { site } = installation;
	const redact = redactor();
	const look = await probeOpened(site, installation.hosts);
	const items: readonly SupportItem[] = [
		{ name: 'README.txt', text: README },
		{
			name: 'versions.txt',
			text: `euca-setup ${version}\nNode.js ${process.version}, ${process.platform} ${process.arch}\n`,
		},
		{ name: 'site.yaml', text: printSite(site) },
		...lookItems(site, look, new Date(options.clock.now())),
		{ name: 'plan.txt', text: await planText(installation, options) },
		...(await Promise.all(installation.hosts.map((host) => hostItems(host, site)))).flat(),
	];
	const directory = await mkdtemp(join(tmpdir(), 'euca-support-'));
	try {
		const folder = 'euca-support';
		for (const { name, text } of items) {
			const path = join(directory, folder, name);
			await mkdir(dirname(path), { recursive: true, mode: 0o700 });
			await writeFile(path, redact(text), { mode: 0o600 });
		}

		const path = resolve(target);
		await writeFile(path, '', { mode: 0o600, flag: 'wx' });
		await run('tar', ['-czf', path, '-C', directory, folder], { timeoutMs: 120_000 });
		return { path, files: items.length };
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

function lookItems(site: Site, look: ClusterLook, now: Date): readonly SupportItem[] {
	return [
		{ name: 'probe.json', text: `${JSON.stringify(probeJson(look), undefined, '\t')}\n` },
		{ name: 'findings.txt', text: `${clusterTable(look).join('\n')}\n` },
		{ name: 'report.html', text: reportPage(site, look, now) },
	];
}

async function planText(installation: Installation, options: ActionOptions): Promise<string> {
	const lines: string[] = [];
	const reporter = {
		notify: ({ host, text }: Message) => void lines.push(host === undefined ? text : `${host}: ${text}`),
	};
	try {
		await plan({ ...installation, facts: new Map(), failed: new Map() }, { ...options, reporter });
	} catch (error) {
		lines.push(describeError(error));
	}

	return `${lines.join('\n')}\n`;
}

async function hostItems(host: Installation['hosts'][number], site: Site): Promise<readonly SupportItem[]> {
	try {
		const items = await collectFrom(host, site);
		return items.map(({ name, text }) => ({ name: `hosts/${host.name}/${name}`, text }));
	} catch (error) {
		return [{ name: `hosts/${host.name}/missing.txt`, text: `${describeError(error)}\n` }];
	}
}
