import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskOrder } from './disks.ts';
import { diskErrors } from './errors.ts';
import { injectKey } from './key-injection/inject-key.ts';
import { copySparse, injectKeyIntoOverlay } from './key-injection/inject-overlay.ts';
import { createOverlay } from './programs/qemu-img.ts';
import { readSuperblock } from './superblock.ts';

/**
 * Makes `root` from `root.base`: an overlay over it, or a private copy in its place where the hypervisor wants plain
 * files. With the user's key inside.
 */
export async function makeRoot(order: DiskOrder): Promise<void> {
	const base = join(order.directory, 'root.base');
	const metadata = `${base}.meta`;
	const root = join(order.directory, 'root');
	const blockSize = order.publicKey === '' ? undefined : await checkedBlockSize(order, base);
	if (order.rootFormat === 'raw') {
		await copySparse(base, root);
		await chmod(root, 0o600);
		await rm(base);
	} else {
		await createOverlay(root, 'root.base');
		await chmod(root, 0o600);
	}

	if (blockSize !== undefined) {
		await putKey(order, { root, base, metadata, blockSize });
	}

	await rm(metadata, { force: true });
}

async function putKey(
	order: DiskOrder,
	files: { readonly root: string; readonly base: string; readonly metadata: string; readonly blockSize: number },
): Promise<void> {
	const { publicKey, directory } = order;
	const imageId = order.root.id;
	if (order.rootFormat === 'raw') {
		await injectKey({ imageId, target: files.root, source: files.root, publicKey, workDirectory: directory });
		return;
	}

	const { root: overlay, base, metadata, blockSize } = files;
	await injectKeyIntoOverlay({ imageId, overlay, base, metadata, blockSize, publicKey, directory });
}

async function checkedBlockSize(order: DiskOrder, base: string): Promise<number> {
	const info = await readSuperblock(base);
	if (info === undefined) {
		throw diskErrors('KEY_NOT_EXT', { id: order.root.id });
	}

	if (info.needsRecovery) {
		throw diskErrors('KEY_NEEDS_RECOVERY', { id: order.root.id });
	}

	return info.blockSize;
}
