import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../common/atomic-file.ts';
import { type Ec2Call, items, textAt } from '../../ec2-client/ec2-client.ts';
import { toolErrors } from '../../errors.ts';

export interface TryKeyPair {
	readonly name: string;
	/** The private key's file, 0600. */
	readonly path: string;
}

/**
 * A key pair whose private half lies in `directory` and whose public half the cloud knows; made if there is none. The
 * name is random, so that a key file can only belong to the cloud's key pair of the same name.
 */
export async function ensureKeyPair(ec2: Ec2Call, directory: string): Promise<TryKeyPair> {
	await mkdir(directory, { recursive: true, mode: 0o700 });
	const known = new Set(items(await ec2('DescribeKeyPairs'), 'keySet').map((item) => textAt(item, 'keyName')));
	const files = (await readdir(directory)).filter((file) => file.endsWith('.private'));
	const file = files.find((each) => known.has(each.slice(0, -'.private'.length)));
	if (file !== undefined) {
		return { name: file.slice(0, -'.private'.length), path: join(directory, file) };
	}

	const name = `try-${randomBytes(4).toString('hex')}`;
	const material = textAt(await ec2('CreateKeyPair', { KeyName: name }), 'keyMaterial');
	if (material === undefined) {
		throw toolErrors('EC2_ANSWER', { action: 'CreateKeyPair', problem: 'it holds no private key' });
	}

	const path = join(directory, `${name}.private`);
	await writeFileAtomic(path, `${material.trim()}\n`, { mode: 0o600 });
	return { name, path };
}
