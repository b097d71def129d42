import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keysFor } from '../../../generators/keys.ts';
import { endWithReader } from '../../common/broken-pipe.ts';
import { systemClock } from '../../common/clock.ts';
import { describeError } from '../../common/errors.ts';
import { layout } from '../../common/layout.ts';
import type { Conf } from '../../conf/keys.ts';
import { confPath, readConf } from '../../conf/read.ts';
import { NODE_REACH_MS, type NodeService, type SyncResult, syncKeys } from '../actions/sync-keys.ts';
import { installerErrors } from '../errors.ts';
import { mustBeHostNames } from '../transport/host-name.ts';
import { isThisMachine } from '../transport/open-host.ts';
import type { SshOptions } from '../transport/ssh-target.ts';
import { parseOptions } from './command.ts';
import { cliErrors } from './errors.ts';
import { REACHES_HOSTS } from './ssh-flags.ts';
import { sshFrom, sshOptions } from './ssh-options.ts';

const WIDE = 28;
const USAGE = `usage: euca_sync_key [-c CONF] [-q] [-h] [--dry-run] [OPTION ...] [HOST ...]

Gives node controllers the keys that they need, over ssh as root: to the hosts that are named,
else to those of NODES in the configuration. Only what a node needs travels; files that are in
place are left alone, so it may be run again at any time. Run it where NODES is: on the front-end,
or on the head of a cluster.

${[
	['-c CONF', 'the configuration (default: that of this installation)'],
	['-q', 'say nothing but what failed'],
	['--dry-run', 'only say what would be done'],
	['-h', 'this text'],
	['--break-lock', 'go on although somebody else has locked a host'],
	...REACHES_HOSTS.map(({ flags, text }) => [flags, text]),
]
	.map(([flags = '', text = '']) => `  ${flags.padEnd(WIDE)}${text}`)
	.join('\n')}

Exit status: 0 every host has its keys, 1 some host has not.`;

/** As parseArgs wants it: those with a value behind, and those without. */
const SSH_FLAGS = Object.fromEntries(
	REACHES_HOSTS.map(({ flags }) => [
		flags.replace(/^--| .*$/g, ''),
		{ type: flags.includes(' ') ? ('string' as const) : ('boolean' as const) },
	]),
);

async function main(words: readonly string[]): Promise<number> {
	try {
		const { values, positionals } = parseArgs({
			args: [...words],
			allowPositionals: true,
			options: {
				c: { type: 'string', short: 'c' },
				q: { type: 'boolean', short: 'q', default: false },
				h: { type: 'boolean', short: 'h', default: false },
				help: { type: 'boolean', default: false },
				'dry-run': { type: 'boolean', default: false },
				'break-lock': { type: 'boolean', default: false },
				...SSH_FLAGS,
			},
		});
		if (values.h || values.help) {
			console.log(USAGE);
			return 0;
		}

		const flags = {
			quiet: values.q,
			dryRun: values['dry-run'],
			breakLock: values['break-lock'],
			...sshFrom(parseOptions(sshOptions, inCamelCase(values)), { isTerminal: process.stderr.isTTY === true }),
		};
		return await sync(await readConf(values.c ?? confPath()), positionals, flags);
	} catch (error) {
		console.error(`euca_sync_key: ${describeError(inOurWords(error))}`);
		return 1;
	}
}

/** parseArgs explains what else could have been meant, at length. */
function inOurWords(error: unknown): unknown {
	const { code, message = '' } = error as { code?: string; message?: string };
	const [, option = ''] = /'(-[^ ',]+)/.exec(message) ?? [];
	switch (code) {
		case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
			return cliErrors('SYNC_USAGE', { problem: `unknown option '${option}'` });
		case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
			return cliErrors('SYNC_USAGE', { problem: `option '${option}' lacks its value` });
		default:
			return error;
	}
}

function inCamelCase(values: object): Readonly<Record<string, unknown>> {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), value]),
	);
}

interface Flags extends SshOptions {
	readonly quiet: boolean;
	readonly dryRun: boolean;
	readonly breakLock: boolean;
}

async function sync(conf: Conf, named: readonly string[], flags: Flags): Promise<number> {
	const hosts = [...new Set((named.length > 0 ? named : conf.NODES).map((node) => node.replace(/:\d+$/, '')))];
	mustBeHostNames(...hosts);
	if (hosts.length === 0) {
		const where = conf.START_CC ? '' : `; no cluster controller runs here, and NODES is on the head of a cluster`;
		console.log(`euca_sync_key: no nodes: NODES is empty, and no host was named${where}`);
		return 0;
	}

	const { keys } = layout(conf.EUCALYPTUS);
	const missing = keysFor(['node']).filter((name) => !existsSync(join(keys, name)));
	if (missing.length > 0) {
		throw installerErrors('NODE_KEYS_MISSING', { directory: keys, missing: missing.join(', ') });
	}

	const { signal } = new AbortController();
	const { dryRun, breakLock } = flags;
	const open = (name: string) => openNode(name, flags);
	const results = await syncKeys({
		eucalyptus: conf.EUCALYPTUS,
		hosts,
		dryRun,
		breakLock,
		clock: systemClock,
		signal,
		open,
	});
	report(results, flags);
	if (!dryRun && conf.START_CC && (await rereadNodes(conf)) && !flags.quiet) {
		console.log('the cluster controller reads NODES again');
	}

	return results.some(({ kind }) => kind === 'failed') ? 1 : 0;
}

async function openNode(name: string, { quiet, dryRun: _, breakLock: __, ...options }: Flags) {
	if (isThisMachine(name)) {
		return undefined;
	}

	const { sshHost } = await import('../transport/ssh.ts');
	return sshHost({
		...options,
		name,
		reachTimeoutMs: NODE_REACH_MS,
		onNewHostKey: (host, type, fingerprint) => {
			if (!quiet) {
				console.log(`${host}: its ssh host key ${fingerprint} (${type}) was unknown and is recorded now`);
			}
		},
	});
}

const SERVICE: Readonly<Record<NodeService, string>> = {
	runs: '',
	started: '; its node controller was started',
	restarted: '; its node controller was started again with them',
	off: '; START_NC is not Y there, so it runs no node controller',
	absent: '; no node controller is installed there: euca-setup add-node installs one',
};

/** The controller of this host takes in nodes that NODES names now; one that does not run reads it when it starts. */
async function rereadNodes({ EUCALYPTUS }: Conf): Promise<boolean> {
	const pid = Number(await readFile(join(layout(EUCALYPTUS).run, 'euca-cc.pid'), 'utf8').catch(() => ''));
	const command = pid > 0 ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : '';
	return command.includes('eucalyptus-cluster') && process.kill(pid, 'SIGHUP');
}

function report(results: readonly SyncResult[], { quiet, dryRun }: Flags): void {
	const wide = Math.max(...results.map(({ host }) => host.length));
	for (const result of results) {
		const line = `${result.host.padEnd(wide)}  ${outcome(result, dryRun)}`;
		if (result.kind === 'failed') {
			console.error(line);
		} else if (!quiet) {
			console.log(line);
		}
	}

	const failed = results.filter(({ kind }) => kind === 'failed').map(({ host }) => host);
	if (failed.length > 0) {
		console.error(
			`euca_sync_key: ${failed.length} of ${results.length} hosts have not got their keys: ${failed.join(', ')}`,
		);
		const others = failed.length < results.length ? '; the other hosts are done' : '';
		console.error(`  what to do: put right what is said above, then run it again${others}`);
	}
}

function outcome(result: SyncResult, dryRun: boolean): string {
	switch (result.kind) {
		case 'this machine':
			return 'is this machine: its keys are in place';
		case 'in place':
			return 'all keys are in place';
		case 'written':
			return `${written(result, dryRun ? 'would be ' : '')}${SERVICE[result.service]}`;
		case 'failed':
			return `FAILED: ${result.problem.replace(`${result.host}: `, '').replaceAll('\n', '\n  ')}`;
	}
}

function written({ files, rights }: { readonly files: number; readonly rights: number }, would: string): string {
	const all = [
		...(files === 0 ? [] : [`${files} ${files === 1 ? 'key file' : 'key files'} ${would}written`]),
		...(rights === 0 ? [] : [`rights of ${rights} ${would}put right`]),
	];
	return all.join(', ') || 'all keys are in place';
}

endWithReader();
process.exitCode = await main(process.argv.slice(2));
