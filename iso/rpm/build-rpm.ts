import { copyFile, mkdir, mkdtemp, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../src/common/run.ts';
import { withScratch } from '../../src/common/scratch.ts';
import { renderConfig } from '../../src/common/template.ts';
import { rpmErrors } from './errors.ts';
import { type RpmEntry, type RpmSpec, rpmFileName } from './rpm-spec.ts';

export interface RpmBuildOptions {
	/** Where the package is put. */
	readonly out: string;
	/** Seconds since 1970 that the package and everything in it bears: the same content then gives the same bytes. */
	readonly buildTime: number;
	/** The gpg key to sign with. */
	readonly signWith?: string | undefined;
}

/**
 * What every rpm from 4.4.2 (CentOS 5) on reads: gzip payload, MD5 digests, none of the newer rpmlib() features; and the
 * same bytes whenever and wherever it is built.
 */
const SETTINGS: Readonly<Record<string, string>> = {
	_binary_payload: 'w6.gzdio',
	_source_payload: 'w6.gzdio',
	_binary_filedigest_algorithm: '1',
	_source_filedigest_algorithm: '1',
	_build_id_links: 'none',
	debug_package: '%{nil}',
	__os_install_post: '%{nil}',
	__spec_install_pre: '%{nil}',
	_buildhost: 'localhost',
	_host_vendor: 'redhat',
	use_source_date_epoch_as_buildtime: '1',
	clamp_mtime_to_source_date_epoch: '1',
	_build_name_fmt: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
};

/** Builds one package with rpmbuild. @returns its path */
export async function buildRpm(spec: RpmSpec, { out, buildTime, signWith }: RpmBuildOptions): Promise<string> {
	checkText(spec);
	await mkdir(out, { recursive: true });
	const directory = await mkdtemp(join(tmpdir(), 'euca-rpm-'));
	return withScratch(directory, (work) => buildIn(work, spec, { out, buildTime, signWith }));
}

async function buildIn(work: string, spec: RpmSpec, { out, buildTime, signWith }: RpmBuildOptions): Promise<string> {
	try {
		const stage = join(work, 'stage');
		await layOut(spec.entries, stage, buildTime);
		const file = join(work, 'package.spec');
		await writeFile(file, specFile(spec, stage));
		const settings = { ...SETTINGS, _topdir: join(work, 'top'), _rpmdir: join(work, 'rpms'), _tmppath: work };
		const defines = Object.entries(settings).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
		const target = spec.arch === 'noarch' ? [] : ['--target', `${spec.arch}-redhat-linux`];
		await run('rpmbuild', ['-bb', '--quiet', '--nodeps', ...target, ...defines, file], {
			timeoutMs: 600_000,
			env: { SOURCE_DATE_EPOCH: String(buildTime), HOME: work, TZ: 'UTC' },
		});
		const built = join(work, 'rpms', rpmFileName(spec));
		if (signWith !== undefined) {
			// rpm of Debian looks for a gpg2 that is not there
			const defines = ['--define', `_gpg_name ${signWith}`, '--define', '__gpg /usr/bin/gpg'];
			await run('rpmsign', [...defines, '--addsign', built], { timeoutMs: 120_000 });
		}

		return await put(built, join(out, rpmFileName(spec)));
	} catch (error) {
		throw rpmErrors('BUILD_FAILED', { name: spec.name }, { cause: error });
	}
}

/** The files as rpmbuild packs them, each with the time that the package bears. */
async function layOut(entries: readonly RpmEntry[], stage: string, buildTime: number): Promise<void> {
	await mkdir(stage);
	for (const entry of entries) {
		const path = join(stage, entry.path);
		await mkdir(entry.kind === 'directory' ? path : dirname(path), { recursive: true });
		if (entry.kind === 'link') {
			await symlink(entry.target, path);
			continue;
		}

		if (entry.kind === 'file') {
			const { source } = entry;
			await (source.kind === 'local' ? copyFile(source.path, path) : writeFile(path, source.content));
		}

		await utimes(path, buildTime, buildTime);
	}
}

function specFile(spec: RpmSpec, stage: string): string {
	const entries = [...spec.entries].sort((a, b) => (a.path < b.path ? -1 : 1));
	const scriptlets = Object.entries(spec.scriptlets ?? {}).map(([name, body]) => ({
		name,
		body: literally(body).trimEnd(),
	}));
	return renderConfig('roll/package.spec', {
		...spec,
		description: literally(spec.description).trimEnd(),
		noarch: spec.arch === 'noarch',
		requires: spec.requires ?? [],
		prefix: spec.prefix ?? '',
		scriptlets,
		stage,
		files: entries.map(fileLine),
	});
}

function fileLine(entry: RpmEntry): string {
	switch (entry.kind) {
		case 'directory':
			return `%attr(${entry.mode.toString(8)},root,root) %dir ${entry.path}`;
		case 'link':
			return entry.path;
		case 'file':
			return `${entry.config ? '%config(noreplace) ' : ''}%attr(${entry.mode.toString(8)},root,root) ${entry.path}`;
	}
}

/** rpm reads texts as macros. */
function literally(text: string): string {
	return text.replaceAll('%', '%%');
}

function checkText(spec: RpmSpec): void {
	const strange = spec.entries.find(({ path }) => !/^\/[A-Za-z0-9._+/@-]+$/.test(path));
	if (strange !== undefined) {
		throw rpmErrors('PATH_STRANGE', { name: spec.name, path: strange.path });
	}

	// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what rpm 4.4.2 shows everywhere
	if (!/^[\x00-\x7f]*$/.test(spec.summary + spec.description)) {
		throw rpmErrors('TEXT_NOT_ASCII', { name: spec.name });
	}
}

async function put(from: string, to: string): Promise<string> {
	return withScratch(`${to}.${process.pid}.tmp`, async (beside) => {
		await copyFile(from, beside);
		await rename(beside, to);
		return to;
	});
}
