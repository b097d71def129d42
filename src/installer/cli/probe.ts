import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { packageRoot } from '../../common/layout.ts';
import { saveSite } from '../../site/save.ts';
import type { HostFacts } from '../probe/facts.ts';
import type { Finding } from '../probe/findings.ts';
import { gatherFacts } from '../probe/gather.ts';
import { judge } from '../probe/judge.ts';
import type { Wish } from '../probe/probe.ts';
import { proposeSingleMachine, type SiteChoices } from '../probe/propose-site.ts';
import { probeTable } from '../probe/table.ts';
import { localHost } from '../transport/local.ts';
import { type CommandContext, type ExitCode, parseOptions } from './command.ts';

const DEFAULT_PREFIX = '/opt/eucalyptus-1.1';

const port = z.coerce.number().int().min(1).max(65_535);
const directory = z.string().transform((path) => resolve(path));
const optionsSchema = z.object({
	prefix: directory.default(DEFAULT_PREFIX),
	systemRoot: directory.default('/'),
	instancePath: directory.optional(),
	cloudPort: port.default(8773),
	webPort: port.default(8443),
	clusterPort: port.default(8774),
	nodePort: port.default(8775),
	kernel: z.array(z.string()).default([]),
	out: z.string(),
	json: z.boolean().default(false),
});

/** Looks at this machine, changes nothing on it, and writes a site file if there is none yet. */
export async function run(raw: Readonly<Record<string, unknown>>, context: CommandContext): Promise<ExitCode> {
	const options = parseOptions(optionsSchema, raw);
	const choices = { ...options, eucalyptus: options.prefix, instancePath: instancePath(options) };
	const wish = wishOf(choices, options.kernel);
	const host = localHost({ name: hostname() });
	const facts = await gatherFacts(host, wish);
	const findings = judge(host.name, facts, wish);
	const written = await writeSite(options.out, facts, choices);
	if (options.json) {
		context.out(JSON.stringify({ hosts: { [host.name]: { facts, findings } }, site: written }, undefined, '\t'));
	} else {
		print(host.name, facts, findings, context);
		context.out('');
		context.out(`${siteSentence(options.out, written)} ${closing(findings)}`);
	}

	return exitCode(findings);
}

function instancePath({ prefix, instancePath }: { prefix: string; instancePath?: string | undefined }): string {
	const own = prefix === DEFAULT_PREFIX ? '/usr/local/eucalyptus/instances' : join(prefix, 'var/eucalyptus/instances');
	return instancePath ?? own;
}

function wishOf(choices: SiteChoices, kernels: readonly string[]): Wish {
	return {
		eucalyptus: choices.eucalyptus,
		systemRoot: choices.systemRoot,
		instancePath: choices.instancePath,
		ports: [
			{ port: choices.cloudPort, what: 'cloud controller (EC2 interface)', option: '--cloud-port' },
			{ port: choices.webPort, what: 'web site', option: '--web-port' },
			{ port: choices.clusterPort, what: 'cluster controller', option: '--cluster-port' },
			{ port: choices.nodePort, what: 'node controller', option: '--node-port' },
		],
		kernels: [...kernels, join(packageRoot(), 'build/test-image/vmlinuz'), '/boot/vmlinuz*'],
	};
}

/** True if the file was written now. An existing one is the operator's. */
async function writeSite(path: string, facts: HostFacts, choices: SiteChoices): Promise<boolean> {
	if (existsSync(path)) {
		return false;
	}

	await saveSite(path, proposeSingleMachine(facts, choices));
	return true;
}

function print(host: string, facts: HostFacts, findings: readonly Finding[], { out }: CommandContext): void {
	for (const line of probeTable(host, facts, findings)) {
		out(line);
	}

	if (facts.system.cores < 2) {
		out('');
		out('  2 cores are offered to instances although there is 1: they share it, so that two small ones fit.');
	}
}

function siteSentence(path: string, written: boolean): string {
	return written ? `${path} was written for this machine.` : `${path} was there already and stays as it is.`;
}

function closing(findings: readonly Finding[]): string {
	const blockers = findings.filter(({ severity }) => severity === 'blocker').length;
	return blockers > 0
		? `${blockers} ${blockers === 1 ? 'finding' : 'findings'} must be put right before "euca-setup apply" can work.`
		: '"euca-setup plan" shows what would be changed, "euca-setup apply" does it.';
}

function exitCode(findings: readonly Finding[]): ExitCode {
	if (findings.some(({ severity }) => severity === 'blocker')) {
		return 1;
	}

	return findings.some(({ severity }) => severity === 'warning') ? 2 : 0;
}
