import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../common/errors.ts';
import { packageRoot } from '../../common/layout.ts';
import { installerErrors } from '../errors.ts';
import { message } from '../messages.ts';
import type { HostFacts } from '../probe/facts.ts';
import type { Host } from '../transport/host.ts';
import { surveyOf } from './bring-part.ts';
import type { Installation, Phase, PhaseTools } from './phase.ts';
import { LIBVIRT_SCRIPT, needsOf, SYSV_PACKAGE } from './programs.ts';

/**
 * Sees to it that the programs are there which the roles of a host need. A host that has them, from wherever, gets no
 * package; what is missing is installed where apt-get is, and named where it is not. Packages stay when the cloud goes.
 */
export const packages: Phase = {
	id: 'packages',
	title: 'Programs of the system',
	run: (installation, tools) => tools.eachHost((host) => bringPrograms(host, installation, tools)),
};

async function bringPrograms(host: Host, installation: Installation, { gate }: PhaseTools): Promise<void> {
	const { packageManager, systemd, osTitle, programs } = surveyOf(installation, host);
	const lacking = needsOf(installation.site, host.name).filter(
		(need) => !need.programs.some((name) => programs.has(name)),
	);
	const names = lacking.flatMap((need) => need.packages);
	const isNode = needsOf(installation.site, host.name).some((need) => need.programs.includes('libvirtd'));
	if (isNode && !systemd && packageManager === 'apt-get' && !programs.has(LIBVIRT_SCRIPT)) {
		names.push(SYSV_PACKAGE);
	}

	if (names.length === 0) {
		return;
	}

	if (packageManager !== 'apt-get') {
		const missing = lacking.map((need) => need.programs[0]).join(', ');
		throw installerErrors('PROGRAMS_MISSING', { host: host.name, missing, os: osTitle || 'this system' });
	}

	await gate.change(host, `install the Debian packages ${names.join(', ')}`, () => install(host, names));
}

/** All that packages/ names and the host lacks, in one go of apt-get. */
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
