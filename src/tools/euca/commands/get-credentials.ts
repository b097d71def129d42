import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { writeFileAtomic } from '../../../common/atomic-file.ts';
import { type CredentialFile, credentialFiles } from '../../../common/credential-files.ts';
import { messageOf } from '../../../common/errors.ts';
import { makeDirectories } from '../../../common/make-directories.ts';
import { toolErrors } from '../../errors.ts';
import { withAdminClient } from '../admin-client.ts';
import type { EucaContext, EucaExitCode } from '../command.ts';
import { parseOptions } from '../options.ts';

const schema = z.object({
	user: z.string().min(1, 'needs a name'),
	out: z.string().min(1, 'needs a directory'),
	json: z.boolean().default(false),
});

/** The four files of spec §5.6. Those of the last call go, so that euca2-*-pk.pem names one file. */
export async function run(raw: unknown, _operands: unknown, context: EucaContext): Promise<EucaExitCode> {
	const { user, out, json } = parseOptions(schema, raw);
	const directory = resolve(out);
	await makePrivate(directory);
	const answer = await withAdminClient(context.installation, (client) =>
		client.EucaGetCredentials({ userId: 'admin', userName: user, newCertificate: true }),
	);
	const { userName, accessKey, secretKey, certificate, privateKey, cloudCertificate, ec2Url } = answer;
	if (certificate === undefined || privateKey === undefined) {
		throw toolErrors('EC2_ANSWER', { action: 'EucaGetCredentials', problem: 'it holds no certificate' });
	}

	const files = credentialFiles({
		userName,
		accessKey,
		secretKey,
		certificatePem: certificate,
		privateKeyPem: privateKey,
		cloudCertificatePem: cloudCertificate,
		ec2Url,
	});
	const written = await writeAll(directory, Object.values(files));
	await removeEarlier(directory, userName, written);
	context.out(json ? JSON.stringify({ userName, ec2Url, directory, files: written }) : written.join('\n'));
	return 0;
}

async function makePrivate(directory: string): Promise<void> {
	try {
		await makeDirectories(directory, 0o700);
	} catch (error) {
		const values = { path: directory, problem: messageOf(error), remedy: 'name another directory' };
		throw toolErrors('TOOL_FILE', values, { cause: error });
	}
}

async function writeAll(directory: string, files: readonly CredentialFile[]): Promise<string[]> {
	const written: string[] = [];
	for (const { name, mode, content } of files) {
		const path = join(directory, name);
		await writeFileAtomic(path, content, { mode });
		written.push(path);
	}

	return written;
}

async function removeEarlier(directory: string, userName: string, keep: readonly string[]): Promise<void> {
	const prefix = `euca2-${userName}-`;
	for (const name of await readdir(directory)) {
		const isOurs = name.startsWith(prefix) && /^[0-9a-f]{8}-(pk|cert)\.pem$/.test(name.slice(prefix.length));
		if (isOurs && !keep.includes(join(directory, name))) {
			await rm(join(directory, name));
		}
	}
}
