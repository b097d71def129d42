import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readPayload } from '../../../iso/payload.ts';
import { readRpm } from '../../../iso/rpm/read-rpm.ts';
import { run } from '../../../src/common/run.ts';
import { rpmFile } from '../broken-rolls/broken-roll.ts';
import type { RollWorkshop } from './tiny-roll.ts';

export interface Repacking {
	readonly payload?: string;
	readonly digest?: string;
	readonly owner?: string;
}

/** The kickstart package of a laid-out roll, built again by another rpmbuild, as it were. */
export async function repacked(workshop: RollWorkshop, wanted: Repacking): Promise<void> {
	const { payload = 'w6.gzdio', digest = '1', owner = 'root' } = wanted;
	const old = rpmFile(workshop, 'roll-eucalyptus-kickstart');
	const work = mkdtempSync(join(tmpdir(), 'euca-repacked-'));
	try {
		const tree = join(work, 'tree');
		const { start, header } = await readRpm(old);
		for (const { path, content } of readPayload(readFileSync(old).subarray(start + 16 + header.size))) {
			mkdirSync(dirname(join(tree, path)), { recursive: true });
			writeFileSync(join(tree, path), content);
		}

		const spec = join(work, 'x.spec');
		writeFileSync(
			spec,
			[
				'Name: roll-eucalyptus-kickstart',
				`Version: ${workshop.target.rocks}`,
				'Release: 1',
				'Summary: x',
				'License: BSD',
				'Group: x',
				'BuildArch: noarch',
				'Prefix: /export/profile',
				'%description',
				'x',
				'%install',
				'mkdir -p %{buildroot}',
				`cp -a ${tree}/. %{buildroot}/`,
				'%files',
				`%defattr(-,${owner},root)`,
				'/export/profile',
				'',
			].join('\n'),
		);
		const settings = {
			_topdir: work,
			_rpmdir: work,
			_binary_payload: payload,
			_binary_filedigest_algorithm: digest,
			__os_install_post: '%{nil}',
			_build_name_fmt: 'kickstart.rpm',
		};
		const defines = Object.entries(settings).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
		await run('rpmbuild', ['-bb', '--quiet', ...defines, spec], { timeoutMs: 60_000 });
		await run('mv', [join(work, 'kickstart.rpm'), old]);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}
