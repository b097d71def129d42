import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../common/errors.ts';
import { packageRoot } from '../../common/layout.ts';
import { installerErrors } from '../errors.ts';
import { message } from '../messages.ts';
import type { HostFacts } from '../probe/facts.ts';
import type { Host } from '../transport/host.ts';
import type { Phase, PhaseTools } from './phase.ts';

/** Installs the Debian packages that packages/ names and the host lacks. They stay when the cloud is uninstalled. */
export const packages: Phase = {
	id: 'packages',
	title: 'Debian packages',
	async run({ facts }, tools) {
		await tools.eachHost(async (host) => {
			const system = facts.get(host.name)?.system;
			if (system !== undefined) {
				await bringPackages(host, system, tools);
			}
		});
	},
};

/** What one host lacks, in one go of apt-get. */
export async function bringPackages(
	host: Host,
	{ packageManager, systemd, osTitle }: HostFacts['system'],
	{ gate, reporter }: Pick<PhaseTools, 'gate' | 'reporter'>,
): Promise<void> {
	const names = [...(await packageList('run')), ...(systemd ? [] : await packageList('run-sysv'))];
	if (packageManager !== 'apt-get') {
		const text = `packages are not installed on ${osTitle || 'this system'}: bring these yourself: ${names.join(', ')}`;
		reporter.notify(message('NOTE', { text }, host.name));
		return;
	}

	const missing = await missingPackages(host, names);
	if (missing.length > 0) {
		await gate.change(host, `install the Debian packages ${missing.join(', ')}`, () => install(host, missing));
	}
}

/** One name a line; # starts a comment. */
async function packageList(name: 'run' | 'run-sysv'): Promise<readonly string[]> {
	const text = await readFile(join(packageRoot(), 'packages', `debian-${name}.txt`), 'utf8');
	return text
		.split('\n')
		.map((line) => line.replace(/#.*/, '').trim())
		.filter((line) => line !== '');
}

/** dpkg-query ends with 1 when it does not know one of the names, and still lists the others. */
async function missingPackages(host: Host, names: readonly string[]): Promise<readonly string[]> {
	// biome-ignore lint/suspicious/noTemplateCurlyInString: fields of dpkg-query
	const format = '${Package} ${db:Status-Status}\n';
	const { stdout } = await host.exec(['dpkg-query', '-W', '-f', format, ...names], { okCodes: [0, 1] });
	const installed = new Set(stdout.split('\n').flatMap((line) => /^(\S+) installed$/.exec(line)?.[1] ?? []));
	return names.filter((name) => !installed.has(name));
}

async function install(host: Host, names: readonly string[]): Promise<void> {
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	const get = (...args: string[]) => host.exec(['apt-get', ...args], { env, timeoutMs: 900_000 });
	const installThem = () => get('install', '-y', '--no-install-recommends', ...names);
	try {
		// The package lists of a fresh machine may be empty or old: they are fetched only if the first try fails.
		await installThem().catch(async () => {
			await get('update');
			await installThem();
		});
	} catch (error) {
		const values = { host: host.name, packages: names.join(', '), problem: messageOf(error) };
		throw installerErrors('PACKAGES', values, { cause: error });
	}
}
