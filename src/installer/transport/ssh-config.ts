import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../common/run.ts';
import { installerErrors } from '../errors.ts';
import { NOBODY, onlyOrdinary } from './ordinary-hosts.ts';

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
}

/** Tells the settings of one host. */
export type SshConfigReader = (name: string, options: SshConfigOptions) => Promise<SshSettings>;

interface Question extends SshConfigOptions {
	readonly name: string;
	readonly answer: (text: string) => void;
	readonly fail: (error: unknown) => void;
}

/** Enough to save most of the cost of a process, few enough to keep every core busy. */
const HOSTS_PER_PROCESS = 16;

/**
 * Asks the ssh client what its configuration says of a host: Host and Match blocks, Include, tokens, all as it reads
 * them. Without a client that can tell (OpenSSH before 6.8), the defaults. What is asked in the same moment is asked
 * together.
 */
export function sshConfigReader(sshDirectory?: string): SshConfigReader {
	const directory = sshDirectory ?? join(homedir(), '.ssh');
	const ordinary = onlyOrdinary(directory);
	const told = new Map<string, Promise<string>>();
	const waiting: Question[] = [];
	const ask = () => {
		for (let next = waiting.splice(0, HOSTS_PER_PROCESS); next.length > 0; ) {
			askClient(directory, next).catch((error: unknown) => next.forEach(({ fail }) => void fail(error)));
			next = waiting.splice(0, HOSTS_PER_PROCESS);
		}
	};
	const tell = (name: string, options: SshConfigOptions) =>
		new Promise<string>((answer, fail) => {
			waiting.push({ name, ...options, answer, fail });
			if (waiting.length === 1) {
				setImmediate(ask);
			}
		});
	return async (name, options) => {
		if (!(await ordinary)(name)) {
			return settingsFrom(await tell(name, options), name, directory, options);
		}

		// All of these are told the same but for their own name.
		const key = `${options.user ?? ''} ${options.port ?? ''}`;
		const common = told.get(key) ?? tell(NOBODY, options);
		told.set(key, common);
		const text = await common.then(
			(answer) => answer.replace(`\nhostname ${NOBODY}\n`, `\nhostname ${name.toLowerCase()}\n`),
			() => tell(name, options), // what is wrong is said of a host that somebody knows
		);
		return settingsFrom(text, name, directory, options);
	};
}

async function askClient(directory: string, questions: readonly Question[]): Promise<void> {
	// The first value found counts: ours come last. ssh reads neither of these files when it is given another one.
	const config = [
		`Include "${join(directory, 'config')}"`,
		'Include /etc/ssh/ssh_config',
		'Match all',
		'User root',
		`UserKnownHostsFile "${join(directory, 'known_hosts')}" "${join(directory, 'known_hosts2')}"`,
		'',
	].join('\n');
	const words = questions.flatMap(({ name, user = '', port = '' }) => [user, String(port), name]);
	const options = { input: config, timeoutMs: 60_000, env: agentVariable() };
	const { stdout } = await run('/bin/sh', ['-c', ASK, 'sh', ...words], options);
	const answers = stdout.split(/^= (\d+)\n/m);
	for (const [index, { name, answer, fail }] of questions.entries()) {
		const text = answers[2 * index] ?? '';
		const status = Number(answers[2 * index + 1]);
		if (status === 0 || status === 127 || /(unknown|illegal|invalid) option/.test(text)) {
			answer(status === 0 ? text : '');
		} else {
			const problem = text.trim().split('\n').slice(-2).join(' / ');
			fail(installerErrors('SSH_CONFIG', { host: name, problem }));
		}
	}
}

/** A real pipe for ssh: what we give a program as its input is a socket, and /dev/stdin cannot open one. */
const ASK = `
config=$(cat)
while [ $# -gt 0 ]; do
	printf '%s\\n' "$config" | ssh -G -F /dev/stdin \${1:+-l "$1"} \${2:+-p "$2"} -- "$3" 2>&1
	echo "= $?"
	shift 3
done
`;

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
