import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import type { RunningCloud } from '../cloud/start-cloud.ts';

const NAME = 'simulated-ttylinux';

/** The one image of a new simulation, unless it was registered before. */
export async function ensureImage(cloud: RunningCloud, templates: string): Promise<void> {
	const admin = await cloud.engine.users.byName(cloud.admin.userName);
	const images = admin === undefined ? [] : await cloud.engine.images.visibleTo(admin);
	if (images.some(({ location }) => location === NAME)) {
		return;
	}

	const file = async (part: string, bytes: number) => {
		const path = join(templates, `simulated-${part}`);
		const content = Buffer.alloc(bytes, `simulated ${part}\n`);
		await writeFileAtomic(path, content, { parents: 0o755 });
		return { path, sizeBytes: bytes, sha256: createHash('sha256').update(content).digest('hex') };
	};
	await cloud.registerImage({
		imageName: NAME,
		architecture: 'x86_64',
		diskImage: await file('disk', 64 * 1024),
		kernelImage: await file('kernel', 4096),
		ramdiskImage: await file('ramdisk', 4096),
	});
}
