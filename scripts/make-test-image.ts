import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeFileAtomic } from '../src/common/atomic-file.ts';
import { describeError } from '../src/common/errors.ts';
import { run } from '../src/common/run.ts';
import { ramdiskContents, rootContents } from './test-image/contents.ts';
import { cpio } from './test-image/cpio.ts';
import { writeExt3 } from './test-image/ext3.ts';
import { fetchKernel } from './test-image/kernel-package.ts';
import { fingerprint, isUpToDate, missingPackages } from './test-image/up-to-date.ts';

// build/test-image: ttylinux.img, vmlinuz, initrd.img, and the three in euca-ttylinux.tgz as the founding document names
// them. The same content gives the same bytes; a second run finds its work done.
const TIME = Date.UTC(2008, 6, 1) / 1000;
const UUID = '65756361-7474-796c-696e-757800000001';
const SIZE_MB = 16;
const FILES = ['ttylinux.img', 'vmlinuz', 'initrd.img', 'euca-ttylinux.tgz'];

try {
	await makeTestImage(join(import.meta.dirname, '../build'), process.argv.includes('--force'));
} catch (error) {
	console.error(`the test image could not be made: ${describeError(error)}`);
	process.exitCode = 1;
}

async function makeTestImage(build: string, force: boolean): Promise<void> {
	const target = join(build, 'test-image');
	const packages = await packageList();
	const missing = await missingPackages(packages);
	if (missing.length > 0) {
		throw new Error(`missing Debian packages: ${missing.join(' ')} (scripts/install-packages.sh image)`);
	}

	const stamp = await fingerprint(packages);
	if (!force && (await isUpToDate(target, stamp, FILES))) {
		console.log('test image: up to date');
		return;
	}

	const kernel = await fetchKernel(join(build, 'cache'));
	await mkdir(target, { recursive: true });
	await rm(join(target, '.made-from'), { force: true });
	const work = await mkdtemp(join(target, '.work-'));
	try {
		const disk = join(work, 'ttylinux.img');
		await writeExt3(disk, await rootContents(kernel), { sizeMb: SIZE_MB, time: TIME, uuid: UUID });
		const ramdisk = gzipSync(cpio(await ramdiskContents(kernel), TIME), { level: 9 });
		await writeFileAtomic(join(target, 'vmlinuz'), kernel.image);
		await writeFileAtomic(join(target, 'initrd.img'), ramdisk);
		await writeFileAtomic(join(target, 'euca-ttylinux.tgz'), await packed(work, disk, target, kernel.release));
		await rename(disk, join(target, 'ttylinux.img'));
	} finally {
		await rm(work, { recursive: true, force: true });
	}

	await writeFileAtomic(join(target, '.made-from'), stamp);
	console.log(`test image: made from kernel ${kernel.release} in ${target}`);
}

/** `ttylinux/` with the disk, `vmlinuz-<release>` and `initrd.img-<release>`. */
async function packed(work: string, disk: string, target: string, release: string): Promise<Buffer> {
	const folder = join(work, 'ttylinux');
	await mkdir(folder);
	await run('cp', ['--sparse=always', disk, folder]);
	await run('cp', [join(target, 'vmlinuz'), join(folder, `vmlinuz-${release}`)]);
	await run('cp', [join(target, 'initrd.img'), join(folder, `initrd.img-${release}`)]);
	const archive = join(work, 'ttylinux.tar');
	const always = ['--sort=name', `--mtime=@${TIME}`, '--owner=0', '--group=0', '--numeric-owner', '--format=ustar'];
	await run('tar', ['-C', work, ...always, '--mode=u=rwX,go=rX', '-cf', archive, 'ttylinux']);
	return gzipSync(await readFile(archive));
}

async function packageList(): Promise<readonly string[]> {
	const text = await readFile(join(import.meta.dirname, '../packages/debian-image.txt'), 'utf8');
	return text
		.split('\n')
		.map((line) => line.replace(/#.*/, '').trim())
		.filter((name) => name !== '');
}
