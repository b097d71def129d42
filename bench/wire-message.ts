// What signing and verifying one message costs, beside xml-crypto in the same run: CPU milliseconds per message.
import { X509Certificate } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { makeSelfSigned } from '../src/common/certificate.ts';
import { compileContract } from '../src/runtime/wire/codec.ts';
import { ncDescribeInstances } from '../src/runtime/wire/contracts/nc/nc-describe-instances.ts';
import { ncService } from '../src/runtime/wire/contracts/nc/service.ts';
import type { NcInstance } from '../src/runtime/wire/contracts/nc/types.ts';
import { readCertificate, readIdentity } from '../src/runtime/wire/security/identity.ts';
import { openReplayStore } from '../src/runtime/wire/security/replay-store.ts';
import { signedEnvelope } from '../src/runtime/wire/security/sign.ts';
import { verifyMessage } from '../src/runtime/wire/security/verify.ts';
import { payloadOf } from '../src/runtime/wire/soap/envelope.ts';
import { readXml } from '../src/runtime/wire/xml/read-xml.ts';

const ROUNDS = 6000;
const instance = (i: number): NcInstance => ({
	instanceId: `i-3C5F07${String(i).padStart(2, '0')}`,
	instanceType: { memory: 512, cores: 1, disk: 10 },
	imageId: 'emi-3A5B1C2D',
	kernelId: 'eki-3A5B1C2E',
	imageURL: 'http://front:8773/images/emi-3A5B1C2D',
	kernelURL: 'http://front:8773/images/eki-3A5B1C2E',
	stateCode: '13',
	stateName: 'Extant',
	userId: 'alice',
	keyName: 'ssh-rsa AAAA',
	launchTime: '2026-11-23T12:00:00Z',
	reservationId: 'r-45670912',
	netParams: {
		privateMacAddress: 'd0:0d:00:00:00:01',
		publicMacAddress: 'd0:0d:00:00:00:02',
		vlan: -1,
		privateIp: '10.1.0.9',
		publicIp: '10.1.0.9',
	},
});

const identity = await makeSelfSigned({ commonName: 'bench' });
const key = readIdentity(identity);
const known = readCertificate(identity.certificatePem);
const codec = compileContract(ncService, ncDescribeInstances);
const instances = [instance(1)];
let serial = 0;

function makeMessage(): string {
	serial += 1;
	const payload = codec.response.encode({ correlationId: `c-${serial}`, instances });
	const addressing = { Action: 'EucalyptusNC#ncDescribeInstancesResponse', RelatesTo: `urn:uuid:${serial}` };
	return signedEnvelope(key, { addressing, payload }, Date.now());
}

const replay = openReplayStore({ now: Date.now() });
async function verifyAndParse(message: Buffer): Promise<void> {
	const { body } = await verifyMessage(readXml(message), {
		now: Date.now(),
		findPeer: (fingerprint) =>
			fingerprint === known.fingerprint ? { peer: 1, publicKey: known.publicKey } : undefined,
		replay,
	});
	codec.response.decode(payloadOf(body));
}

function verifyWithXmlCrypto(message: Buffer): void {
	const text = message.toString();
	const document = new DOMParser().parseFromString(text, 'text/xml');
	const signature = document.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature')[0];
	const verifier = new SignedXml({ publicCert: identity.certificatePem, getCertFromKeyInfo: () => null });
	verifier.loadSignature(signature as unknown as Parameters<SignedXml['loadSignature']>[0]);
	if (!verifier.checkSignature(text)) {
		throw new Error('xml-crypto refuses our message');
	}
}

function signWithXmlCrypto(message: string): void {
	const signer = new SignedXml({ privateKey: identity.privateKeyPem, idMode: 'wssecurity' });
	signer.signatureAlgorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
	signer.canonicalizationAlgorithm = 'http://www.w3.org/2001/10/xml-exc-c14n#';
	for (const xpath of ['//*[local-name(.)="Body"]', '//*[local-name(.)="Timestamp"]']) {
		signer.addReference({
			xpath,
			transforms: ['http://www.w3.org/2001/10/xml-exc-c14n#'],
			digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
		});
	}

	signer.computeSignature(message);
}

async function measure<T>(items: readonly T[], each: (item: T) => unknown): Promise<number> {
	for (const item of items.slice(0, items.length / 3)) {
		await each(item);
	}

	const rest = items.slice(items.length / 3);
	const before = process.cpuUsage();
	for (const item of rest) {
		await each(item);
	}

	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000 / rest.length;
}

const messages = Array.from({ length: ROUNDS }, () => Buffer.from(makeMessage()));
const few = messages.slice(0, ROUNDS / 40);
const unsigned = few.map((message) => message.toString().replace(/<ds:Signature.*<\/ds:Signature>/s, ''));
const ours = {
	verify: await measure(messages, verifyAndParse),
	sign: await measure(messages, makeMessage),
};
const theirs = { verify: await measure(few, verifyWithXmlCrypto), sign: await measure(unsigned, signWithXmlCrypto) };
const line = (name: string, mine: number, peer: number) =>
	console.log(
		`${name}: ${mine.toFixed(3)} ms CPU, xml-crypto ${peer.toFixed(3)} ms, ratio ${(peer / mine).toFixed(1)}`,
	);
console.log(
	`message: ${messages[0]?.length} bytes, RSA-${new X509Certificate(identity.certificatePem).publicKey.asymmetricKeyDetails?.modulusLength}`,
);
line('verify and parse', ours.verify, theirs.verify);
line('encode and sign', ours.sign, theirs.sign);
if (ours.verify > 0.5) {
	console.error('verify and parse costs more than 0.5 ms');
	process.exitCode = 1;
}
