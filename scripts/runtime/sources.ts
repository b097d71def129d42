import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../src/common/errors.ts';
import { run } from '../../src/common/run.ts';
import { ARCHES } from './arch.ts';
import { packageFile, runtimePackages } from './debian-packages.ts';
import { runtimeErrors } from './errors.ts';
import { privateApt } from './private-apt.ts';

/** What is under the GPL or LGPL: its source goes with it. The rest is under licences that ask for their notice alone. */
const COPYLEFT = /^(glibc|gcc-\d+)=/;

export interface SourcesTold {
	onSource(name: string): void;
	/** One that could not be had, and whose licence does not ask for it. */
	onMissing(name: string, problem: string): void;
}

/**
 * Fetches the source packages of both runtimes into `target`: what whoever passes the RPMs on has to offer with them, and
 * what he may like to.
 *
 * @throws SOURCES_MISSING at the end, when all that could be had is there, but a licence asks for more
 */
export async function fetchSources(target: string, told: SourcesTold): Promise<void> {
	const own = await mkdtemp(join(tmpdir(), 'euca-apt-'));
	await mkdir(target, { recursive: true });
	const missing: string[] = [];
	try {
		const apt = await privateApt(own, 'x86_64', 'deb-src');
		for (const source of await allSources()) {
			try {
				await apt('apt-get', ['source', '--download-only', source], target);
				told.onSource(source);
			} catch (error) {
				const problem = failureOf(error);
				if (COPYLEFT.test(source)) {
					missing.push(`${source} (${problem})`);
				} else {
					told.onMissing(source, problem);
				}
			}
		}
	} finally {
		await rm(own, { recursive: true, force: true });
	}

	if (missing.length > 0) {
		throw runtimeErrors('SOURCES_MISSING', { sources: missing.join(', '), target });
	}
}

/** The files that the mirror names but does not have, or what apt says. */
function failureOf(error: unknown): string {
	const text = messageOf(error);
	const files = [...text.matchAll(/Failed to fetch \S*\/(\S+) +(\d+ +[A-Z][a-z]+ [A-Z][a-z]+)/g)];
	return files.length === 0
		? text
		: [
				...new Set(
					files.map(([, file = '', answer = '']) => `${decodeURIComponent(file)}: ${answer.replace(/ +/, ' ')}`),
				),
			].join(', ');
}

async function allSources(): Promise<readonly string[]> {
	const sources = new Set<string>();
	for (const arch of ARCHES) {
		for (const name of await runtimePackages(arch)) {
			sources.add(await sourceOf(await packageFile(arch, name)));
		}
	}

	return [...sources].sort();
}

/** `glibc=2.36-9+deb12u14`: what a binary package was built from. */
async function sourceOf(deb: string): Promise<string> {
	const { stdout } = await run('dpkg-deb', ['-W', `--showformat=\${source:Package}=\${source:Version}`, deb]);
	return stdout.trim();
}
