import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../common/run.ts';
import { installerErrors } from '../errors.ts';

/** What the operator's ssh would do to reach a host. */
export interface SshSettings {
	/** HostName: what is connected to. */
	readonly host: string;
	readonly user: string;
	readonly port: number;
	/** In the order of the configuration; they need not exist. */
	readonly identityFiles: readonly string[];
	readonly identitiesOnly: boolean;
	/** Socket of the agent; undefined for none. */
	readonly agent: string | undefined;
	/** The name that known_hosts has, if not the host's. */
	readonly hostKeyAlias: string | undefined;
	/** The first one is written to. */
	readonly userKnownHosts: readonly string[];
	readonly globalKnownHosts: readonly string[];
	readonly hashKnownHosts: boolean;
	/** `[user@]host[:port]`, in the order in which they are passed. */
	readonly jumps: readonly string[];
	readonly proxyCommand: string | undefined;
	readonly connectTimeoutMs: number | undefined;
}

export interface SshConfigOptions {
	/** Over whatever a file says. */
	readonly user?: string | undefined;
	readonly port?: number | undefined;
	/** Default: ~/.ssh */
	readonly directory?: string | undefined;
}

/**
 * Asks the ssh client what its configuration says of a host: Host and Match blocks, Include, tokens, all as it reads
 * them. Without a client that can tell (OpenSSH before 6.8), the defaults.
 */
export async function sshSettings(name: string, options: SshConfigOptions = {}): Promise<SshSettings> {
	const directory = options.directory ?? join(homedir(), '.ssh');
	return settingsFrom(await askClient(name, directory, options), name, directory, options);
}

async function askClient(name: string, directory: string, { user, port }: SshConfigOptions): Promise<string> {
	const overrides = [...(user === undefined ? [] : ['-l', user]), ...(port === undefined ? [] : ['-p', String(port)])];
	// The first value found counts: ours come last. ssh reads neither of these files when it is given another one.
	const config = [
		`Include "${join(directory, 'config')}"`,
		'Include /etc/ssh/ssh_config',
		'Match all',
		'User root',
		`UserKnownHostsFile "${join(directory, 'known_hosts')}" "${join(directory, 'known_hosts2')}"`,
		'',
	].join('\n');
	const { exitCode, stdout, stderr } = await run('/bin/sh', ['-c', ASK, 'sh', ...overrides, '--', name], {
		input: config,
		okCodes: [0, 1, 127, 255],
		timeoutMs: 10_000,
		env: agentVariable(),
	});
	if (exitCode !== 0 && exitCode !== 127 && !/(unknown|illegal|invalid) option/.test(stderr)) {
		const problem = stderr.trim().split('\n').slice(-2).join(' / ');
		throw installerErrors('SSH_CONFIG', { host: name, problem });
	}

	return exitCode === 0 ? stdout : '';
}

/** A real pipe: what we give a program as its input is a socket, and /dev/stdin cannot open one. */
const ASK = 'cat | ssh -G -F /dev/stdin "$@"';

function settingsFrom(text: string, name: string, directory: string, options: SshConfigOptions): SshSettings {
	const all = (key: string) =>
		text
			.split('\n')
			.filter((line) => line.startsWith(`${key} `))
			.map((line) => line.slice(key.length + 1).trim());
	const one = (key: string) => all(key).find((value) => value !== '' && value !== 'none');
	const files = (key: string, otherwise: readonly string[]) => one(key)?.split(/\s+/).map(path) ?? otherwise;
	const path = (file: string) =>
		file
			.replace(/^~\/\.ssh(?=\/)/, directory)
			.replace(/^(~|%d)(?=\/)/, homedir())
			.replaceAll('%%', '%');
	const identities = all('identityfile').filter((file) => file !== 'none');
	const timeout = Number(one('connecttimeout'));
	return {
		host: one('hostname') ?? name,
		user: one('user') ?? options.user ?? 'root',
		port: Number(one('port') ?? options.port ?? 22),
		identityFiles: (text === '' ? DEFAULT_IDENTITIES : identities).map(path),
		identitiesOnly: one('identitiesonly') === 'yes',
		agent: agentOf(all('identityagent')[0]),
		hostKeyAlias: one('hostkeyalias'),
		userKnownHosts: files('userknownhostsfile', [join(directory, 'known_hosts')]),
		globalKnownHosts: files('globalknownhostsfile', ['/etc/ssh/ssh_known_hosts']),
		hashKnownHosts: one('hashknownhosts') === 'yes',
		jumps: one('proxyjump')?.split(',') ?? [],
		proxyCommand: one('proxycommand'),
		connectTimeoutMs: timeout > 0 ? timeout * 1000 : undefined,
	};
}

const DEFAULT_IDENTITIES = ['id_rsa', 'id_ecdsa', 'id_ed25519', 'id_dsa'].map((name) => `~/.ssh/${name}`);

/** IdentityAgent: a path, `none`, `SSH_AUTH_SOCK`, or a variable's name behind a dollar sign. */
function agentOf(setting: string | undefined): string | undefined {
	if (setting === 'none') {
		return undefined;
	}

	if (setting === undefined || setting === 'SSH_AUTH_SOCK') {
		return process.env['SSH_AUTH_SOCK'];
	}

	return setting.startsWith('$') ? process.env[setting.slice(1)] : setting.replace(/^~(?=\/)/, homedir());
}

/** A Match block may ask for it. */
function agentVariable(): Readonly<Record<string, string>> {
	const socket = process.env['SSH_AUTH_SOCK'];
	return socket === undefined ? {} : { SSH_AUTH_SOCK: socket };
}
