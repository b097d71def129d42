import { createHash, X509Certificate } from 'node:crypto';

export interface UserCredentials {
	readonly userName: string;
	readonly accessKey: string;
	readonly secretKey: string;
	readonly certificatePem: string;
	readonly privateKeyPem: string;
	readonly cloudCertificatePem: string;
	readonly ec2Url: string;
}

export interface CredentialFile {
	readonly name: string;
	readonly mode: number;
	readonly content: string;
}

/** The four members of a user's credentials (spec §5.6), to be put into one directory. */
export function credentialFiles(credentials: UserCredentials): {
	readonly privateKey: CredentialFile;
	readonly certificate: CredentialFile;
	readonly cloudCertificate: CredentialFile;
	readonly eucarc: CredentialFile;
} {
	const stem = `euca2-${credentials.userName}-${keyName(credentials.certificatePem)}`;
	return {
		privateKey: { name: `${stem}-pk.pem`, mode: 0o600, content: credentials.privateKeyPem },
		certificate: { name: `${stem}-cert.pem`, mode: 0o600, content: credentials.certificatePem },
		// Must not begin with euca2-: the founding document's glob euca2-*-cert.pem has to match one file.
		cloudCertificate: { name: 'cloud-cert.pem', mode: 0o644, content: credentials.cloudCertificatePem },
		eucarc: { name: 'eucarc', mode: 0o600, content: eucarc(credentials, stem) },
	};
}

/** Start of the SHA-1 over the public key info. */
function keyName(certificatePem: string): string {
	const der = new X509Certificate(certificatePem).publicKey.export({ type: 'spki', format: 'der' });
	return createHash('sha1').update(der).digest('hex').slice(0, 8);
}

/** Finds its directory itself in bash; in other shells `.` it from inside the directory. */
function eucarc({ userName, accessKey, secretKey, ec2Url }: UserCredentials, stem: string): string {
	const s3Url = ec2Url.replace(/Eucalyptus$/, 'Walrus');
	const userNumber = String(adler32(userName)).padStart(12, '0');
	return `EUCA_KEY_DIR=$(cd "$(dirname "\${BASH_SOURCE:-./eucarc}")" && pwd)
export S3_URL='${s3Url}'
export EC2_URL='${ec2Url}'
export EC2_PRIVATE_KEY="$EUCA_KEY_DIR/${stem}-pk.pem"
export EC2_CERT="$EUCA_KEY_DIR/${stem}-cert.pem"
export EUCALYPTUS_CERT="$EUCA_KEY_DIR/cloud-cert.pem"
export EC2_ACCESS_KEY='${accessKey}'
export EC2_SECRET_KEY='${secretKey}'
alias ec2-bundle-image="ec2-bundle-image --cert $EC2_CERT --privatekey $EC2_PRIVATE_KEY --user ${userNumber} --ec2cert $EUCALYPTUS_CERT"
alias ec2-upload-bundle="ec2-upload-bundle -a $EC2_ACCESS_KEY -s $EC2_SECRET_KEY --url $S3_URL --ec2cert $EUCALYPTUS_CERT"
`;
}

function adler32(text: string): number {
	let a = 1;
	let b = 0;
	for (const byte of Buffer.from(text)) {
		a = (a + byte) % 65_521;
		b = (b + a) % 65_521;
	}

	return b * 65_536 + a;
}
