import type { AuthMethod, BaseAgent, ParsedKey } from 'ssh2';
import type { Identities } from './identities.ts';
import type { SshSettings } from './ssh-config.ts';
import type { SshShared, SshTarget } from './ssh-target.ts';

/** A key that was named on the command line; then as ssh does: the agent, and the keys that lie open. */
export async function offersOf(
	settings: SshSettings,
	identities: Identities,
	first: readonly ParsedKey[],
): Promise<readonly AuthMethod[]> {
	const agent = settings.agent === undefined ? undefined : await agentOf(settings.agent, settings, identities);
	const offered = agent === undefined ? [] : [{ type: 'agent' as const, username: settings.user, agent }];
	const blobs = new Set(first.map(blobOf));
	const keys = identities.usable.filter((key) => !blobs.has(blobOf(key)));
	return [...first.map(publicKey(settings)), ...offered, ...keys.map(publicKey(settings))];
}

function blobOf(key: ParsedKey): string {
	return key.getPublicSSH().toString('base64');
}

/** What the command line names: the usable one of its file. */
export async function namedKeys({ identity }: SshTarget, { identities }: SshShared): Promise<readonly ParsedKey[]> {
	return identity === undefined ? [] : (await identities([identity])).usable;
}

/** An offer of a key, as the user of the settings. */
export function publicKey({ user }: SshSettings): (key: ParsedKey) => AuthMethod {
	return (key) => ({ type: 'publickey' as const, username: user, key });
}

async function agentOf(
	socket: string,
	{ identitiesOnly }: SshSettings,
	{ publicKeys }: Identities,
): Promise<BaseAgent> {
	const { OpenSSHAgent } = (await import('ssh2')).default;
	const agent = new OpenSSHAgent(socket);
	const all = agent.getIdentities.bind(agent);
	const isOurs = (key: object) => 'getPublicSSH' in key && publicKeys.has(blobOf(key as ParsedKey));
	agent.getIdentities = (answer) =>
		all((error, keys) => {
			// Those of the configuration first: a server looks at half a dozen only.
			const others = identitiesOnly ? [] : keys?.filter((key) => !isOurs(key));
			answer(error, keys && [...keys.filter(isOurs), ...(others ?? [])]);
		});
	return agent as BaseAgent;
}
