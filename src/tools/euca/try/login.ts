import { join } from 'node:path';
import { run } from '../../../common/run.ts';
import type { TryKeyPair } from './key-pair.ts';

export interface Login {
	readonly key: TryKeyPair;
	readonly directory: string;
	readonly instanceId: string;
	readonly address: string;
}

/**
 * Arguments of ssh. Host keys are remembered under the instance's id, because addresses are used again by others.
 * `key.path` and `directory` are absolute.
 */
export function sshArguments({ key, directory, instanceId, address }: Login): readonly string[] {
	const known = join(directory, 'known_hosts');
	const options = [`UserKnownHostsFile=${known}`, `HostKeyAlias=${instanceId}`, 'IdentitiesOnly=yes'];
	return ['-i', key.path, ...options.flatMap((option) => ['-o', option]), `root@${address}`];
}

/** Tries to log in once. Undefined on success, else what ssh said. */
export async function tryLogin(login: Login, signal: AbortSignal): Promise<string | undefined> {
	const quiet = ['BatchMode=yes', 'StrictHostKeyChecking=accept-new', 'ConnectTimeout=5', 'LogLevel=ERROR'];
	const args = [...quiet.flatMap((option) => ['-o', option]), ...sshArguments(login), 'true'];
	const options = { timeoutMs: 20_000, okCodes: Array.from({ length: 256 }, (_, code) => code), signal };
	const { exitCode, stderr } = await run('ssh', args, options);
	return exitCode === 0 ? undefined : (stderr.trim().split('\n').at(-1) ?? `ssh ended with status ${exitCode}`);
}
