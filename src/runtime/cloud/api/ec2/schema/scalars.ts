import { canonicalId } from '../../../../../common/ids.ts';
import { ec2Errors } from '../errors.ts';

/** How one value is read from text. `name` is for the error; the text is never empty. */
export interface Scalar<T> {
	readonly type: string;
	read(text: string, name: string): T;
}

// Control characters have no use in names and ids, and programs behind us take NUL for the end of a text.
const CONTROL = /[^\P{Cc}\t\n\r]/u;

export const text: Scalar<string> = {
	type: 'text',
	read(value, name) {
		if (CONTROL.test(value)) {
			throw invalid(value, name, 'It holds control characters');
		}

		return value;
	},
};

export const integer: Scalar<number> = {
	type: 'integer',
	read(value, name) {
		const number = /^[+-]?\d{1,10}$/.test(value.trim()) ? Number(value) : Number.NaN;
		if (!(Math.abs(number) <= 0x7fff_ffff)) {
			throw invalid(value, name, 'Expected an integer');
		}

		return number;
	},
};

export const boolean: Scalar<boolean> = {
	type: 'boolean',
	read(value, name) {
		switch (value.toLowerCase()) {
			case 'true':
			case '1':
				return true;
			case 'false':
			case '0':
				return false;
			default:
				throw invalid(value, name, "Expected 'true' or 'false'");
		}
	},
};

/** Bytes in base64, of at most `limit` bytes once decoded. Blanks, line ends and a missing padding are forgiven. */
export function base64(limit: number): Scalar<Buffer> {
	return {
		type: 'base64',
		read(value, name) {
			const compact = value.replace(/[\s=]+/g, '');
			const bytes = Buffer.from(compact, 'base64');
			if (!/^[A-Za-z0-9+/]*$/.test(compact) || compact.length % 4 === 1) {
				throw invalid(value.slice(0, 40), name, 'Expected base64');
			}

			if (bytes.length > limit) {
				throw invalid(`${bytes.length} bytes`, name, `It may have at most ${limit} bytes once decoded`);
			}

			return bytes;
		},
	};
}

/** Comes back in the spelling of the store: small prefix, capital hexadecimal digits. */
export const instanceId: Scalar<string> = {
	type: 'instance id',
	read: (value) => idOf(value, 'INSTANCE_ID_MALFORMED', /^i$/i),
};
export const imageId: Scalar<string> = {
	type: 'image id',
	read: (value) => idOf(value, 'IMAGE_ID_MALFORMED', /^[ea][mkr]i$/i),
};
export const groupId: Scalar<string> = {
	type: 'group id',
	read: (value) => idOf(value, 'GROUP_ID_MALFORMED', /^sg$/i),
};
export const volumeId: Scalar<string> = {
	type: 'volume id',
	read: (value) => idOf(value, 'VOLUME_ID_MALFORMED', /^vol$/i),
};
export const snapshotId: Scalar<string> = {
	type: 'snapshot id',
	read: (value) => idOf(value, 'SNAPSHOT_ID_MALFORMED', /^snap$/i),
};
export const bundleId: Scalar<string> = {
	type: 'bundle task id',
	read: (value) => idOf(value, 'BUNDLE_ID_MALFORMED', /^bun$/i),
};

/** One of a few words. */
export function word<const W extends string>(...words: readonly W[]): Scalar<W> {
	return {
		type: words.map((each) => `\`${each}\``).join(' or '),
		read(value, name) {
			const found = words.find((each) => each === value);
			if (found === undefined) {
				throw invalid(value, name, `Expected one of: ${words.join(', ')}`);
			}

			return found;
		},
	};
}

export function invalid(value: string, name: string, problem: string) {
	return ec2Errors('PARAMETER_VALUE', { value: value.slice(0, 255), name, problem });
}

function idOf(value: string, malformed: Parameters<typeof ec2Errors>[0], prefix: RegExp): string {
	const parts = /^([a-z]+)-([0-9a-f]{8,17})$/i.exec(value);
	if (parts?.[1] === undefined || !prefix.test(parts[1])) {
		throw ec2Errors(malformed, { value: value.slice(0, 255) });
	}

	return canonicalId(value);
}
