import { buffer } from 'node:stream/consumers';
import type { CredentialFile } from '../../../common/credential-files.ts';

const REGULAR_FILE = 0o100000;

/** All at the top: `mv euca2-*.pem ~/.euca` must work (spec §5.6). Who unpacks it gets the files with their modes. */
export async function credentialsZip(files: readonly CredentialFile[], time: Date): Promise<Buffer> {
	const { ZipFile } = (await import('yazl')).default;
	const zip = new ZipFile();
	for (const { name, mode, content } of files) {
		zip.addBuffer(Buffer.from(content), name, { mode: REGULAR_FILE | mode, mtime: time });
	}

	zip.end();
	return await buffer(zip.outputStream);
}
