import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import { credentialFiles } from '../../common/credential-files.ts';
import type { RunningCloud } from '../cloud/start-cloud.ts';

export interface CredentialPaths {
	readonly certFile: string;
	readonly keyFile: string;
	readonly cloudCertFile: string;
}

/** The administrator's certificate, key and eucarc below `directory`; the pair of an earlier start is used again. */
export async function ensureCredentials(
	cloud: RunningCloud,
	directory: string,
	cloudCertificatePem: string,
): Promise<CredentialPaths> {
	const pair = (await earlierPair(directory)) ?? (await cloud.makeAdminCertificate());
	const files = credentialFiles({ ...cloud.admin, ...pair, cloudCertificatePem, ec2Url: cloud.ec2Url });
	const place = async ({ name, mode, content }: (typeof files)['eucarc']) => {
		const path = join(directory, name);
		await writeFileAtomic(path, content, { mode, parents: 0o700 });
		return path;
	};
	// eucarc is written last and names the pair: where it is, the pair is.
	const paths = {
		keyFile: await place(files.privateKey),
		certFile: await place(files.certificate),
		cloudCertFile: await place(files.cloudCertificate),
	};
	await place(files.eucarc);
	return paths;
}

async function earlierPair(directory: string) {
	const eucarc = join(directory, 'eucarc');
	if (!existsSync(eucarc)) {
		return undefined;
	}

	const stem =
		/(euca2-\S+)-pk\.pem/
			.exec(await readFile(eucarc, 'utf8'))?.[1]
			?.split('/')
			.at(-1) ?? '';
	const [key, certificate] = [join(directory, `${stem}-pk.pem`), join(directory, `${stem}-cert.pem`)];
	return existsSync(key) && existsSync(certificate)
		? { privateKeyPem: await readFile(key, 'utf8'), certificatePem: await readFile(certificate, 'utf8') }
		: undefined;
}
