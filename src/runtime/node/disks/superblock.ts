import { open } from 'node:fs/promises';

export interface ExtInfo {
	readonly blockSize: number;
	/** The journal holds what was not yet written: it was not unmounted cleanly. */
	readonly needsRecovery: boolean;
}

/** Offsets in the superblock of ext2, ext3 and ext4, which stands 1024 bytes from the start. */
const SUPERBLOCK = { at: 1024, length: 1024, logBlockSize: 24, magic: 56, incompatible: 96 } as const;
const MAGIC = 0xef53;
const NEEDS_RECOVERY = 0x4;
/** 64 KiB is the largest block that any kernel takes. */
const LARGEST_LOG = 6;

/** Undefined if the file is not a bare ext2, ext3 or ext4 file system. */
export async function readSuperblock(image: string): Promise<ExtInfo | undefined> {
	const file = await open(image, 'r');
	try {
		const block = Buffer.alloc(SUPERBLOCK.length);
		const { bytesRead } = await file.read(block, 0, block.length, SUPERBLOCK.at);
		const log = block.readUInt32LE(SUPERBLOCK.logBlockSize);
		if (bytesRead < block.length || block.readUInt16LE(SUPERBLOCK.magic) !== MAGIC || log > LARGEST_LOG) {
			return undefined;
		}

		const needsRecovery = (block.readUInt32LE(SUPERBLOCK.incompatible) & NEEDS_RECOVERY) !== 0;
		return { blockSize: 1024 << log, needsRecovery };
	} finally {
		await file.close();
	}
}
