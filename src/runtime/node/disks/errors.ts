import { errorCatalogue } from '../../../common/errors.ts';

/** What can be wrong with the files of an instance. */
export const diskErrors = errorCatalogue({
	IMAGE_URL: {
		text: 'the location {url} of image {id} cannot be used: {problem}',
		who: 'us',
		next: 'it has the form file:///path#sha256=HEX or http://host/path#sha256=HEX',
	},
	IMAGE_MISSING: {
		text: 'image {id} cannot be read at {url}: {problem}',
		who: 'operator',
		next: 'register the image again, or make it readable for the nodes',
	},
	IMAGE_TRUNCATED: {
		text: 'image {id} at {url} has {bytes} bytes where {expected} were announced',
		who: 'operator',
		next: 'register the image again',
	},
	IMAGE_CORRUPT: {
		text: 'image {id} at {url} is not what was registered: its SHA-256 is {found}, not {expected}',
		who: 'operator',
		next: 'register the image again',
	},
	IMAGE_TOO_LARGE: {
		text: 'image {id} has {bytes} bytes, more than the {diskGb} GB of the instance type',
		who: 'user',
		next: 'choose a larger instance type',
	},
	IMAGE_STALLED: { text: 'image {id} at {url} sent nothing for {seconds} seconds', who: 'operator' },
	DISK_FULL: {
		text: 'the disk of {path} is full: {what} needs {needed} bytes, {free} are free',
		who: 'operator',
		next: 'free space, or lower MAX_DISK and NC_CACHE_SIZE',
	},
	KEY_NOT_EXT: {
		text: 'the key cannot be put into image {id}: it is not a bare ext2, ext3 or ext4 file system',
		who: 'user',
		next: 'start it without a key pair, or register an image without partition table',
	},
	KEY_NEEDS_RECOVERY: {
		text: 'the key cannot be put into image {id}: its file system was not unmounted cleanly',
		who: 'operator',
		next: 'run e2fsck on the image and register it again',
	},
	KEY_LINK: {
		text: 'the key cannot be put into image {id}: {path} is a {type}, not a {wanted}',
		who: 'user',
		next: 'correct the image and register it again',
	},
	KEY_NOT_WRITTEN: {
		text: 'the key cannot be put into image {id}: {problem}',
		who: 'user',
		next: 'see whether its file system is full or damaged',
	},
});
