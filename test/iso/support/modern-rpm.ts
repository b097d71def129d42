import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../src/common/run.ts';

export interface ModernRpm {
	/** Number of the digest of files: 1 is MD5, 8 is SHA-256. */
	readonly digest?: string;
	readonly payload?: string;
	readonly requires?: string;
	/** Lines of the spec file before its description. */
	readonly lines?: readonly string[];
	readonly owner?: string;
	readonly version?: string;
}

/** A package as today's rpmbuild would make it for today's systems, in some respect; the rest suits old ones. */
export async function modernRpm(out: string, wanted: ModernRpm): Promise<void> {
	const { digest = '1', payload = 'w6.gzdio', requires, version = '1.1', lines = [], owner = 'root' } = wanted;
	const work = mkdtempSync(join(tmpdir(), 'euca-modern-'));
	try {
		const spec = join(work, 'x.spec');
		writeFileSync(
			spec,
			[
				'Name: eucalyptus-extra',
				`Version: ${version}`,
				'Release: 1',
				'Summary: x',
				'License: BSD',
				'Group: x',
				'AutoReqProv: no',
				...(requires === undefined ? [] : [`Requires: ${requires}`]),
				...lines,
				'%description',
				'x',
				'%install',
				'mkdir -p %{buildroot}/opt/x',
				'echo x > %{buildroot}/opt/x/y',
				'%files',
				`%attr(-,${owner},root) /opt/x/y`,
				'',
			].join('\n'),
		);
		const settings = {
			_topdir: work,
			_binary_payload: payload,
			_binary_filedigest_algorithm: digest,
			_build_id_links: 'none',
			debug_package: '%{nil}',
			__os_install_post: '%{nil}',
			_build_name_fmt: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
		};
		const defines = Object.entries(settings).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
		await run('rpmbuild', ['-bb', '--target', 'x86_64-redhat-linux', ...defines, spec], { timeoutMs: 60_000 });
		for (const file of readdirSync(join(work, 'RPMS'))) {
			copyFileSync(join(work, 'RPMS', file), join(out, file));
		}
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}
