import type { Entry } from './entries.ts';

const TYPE = { directory: 0o040000, file: 0o100000, link: 0o120000 } as const;

/** A cpio archive of kind "newc", which the kernel unpacks as its ramdisk. `time` in seconds since 1970. */
export function cpio(entries: readonly Entry[], time: number): Buffer {
	const records = entries.map((entry, index) => record(entry.path.slice(1), index + 1, entry, time));
	return Buffer.concat([...records, record('TRAILER!!!', 0, undefined, 0)]);
}

function record(name: string, inode: number, entry: Entry | undefined, time: number): Buffer {
	const content = contentOf(entry);
	const mode = entry === undefined ? 0 : entry.kind === 'link' ? TYPE.link | 0o777 : TYPE[entry.kind] | entry.mode;
	// inode, mode, uid, gid, links, time, size, device (major, minor), special device (major, minor), length of name, checksum
	const numbers = [inode, mode, 0, 0, 1, time, content.length, 0, 0, 0, 0, name.length + 1, 0];
	const header = `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}${name}\0`;
	return Buffer.concat([padded(Buffer.from(header)), padded(content)]);
}

function contentOf(entry: Entry | undefined): Buffer {
	switch (entry?.kind) {
		case 'file':
			return entry.content;
		case 'link':
			return Buffer.from(entry.target);
		default:
			return Buffer.alloc(0);
	}
}

function padded(bytes: Buffer): Buffer {
	return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
