import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../src/common/atomic-file.ts';
import { keyFitsCertificate, makeSelfSigned } from '../src/common/certificate.ts';
import { errorCatalogue, messageOf } from '../src/common/errors.ts';
import type { Role } from '../src/site/hosts.ts';

export const keyErrors = errorCatalogue({
	KEY_PAIR_HALF: {
		text: '{dir} holds {present} without {missing}',
		who: 'operator',
		next: 'bring {missing} back from a copy, or move {present} away to have a new pair made',
	},
	KEY_PAIR_BAD: {
		text: '{certificate} and {key} in {dir} cannot be used: {problem}',
		who: 'operator',
		next: 'bring the right files back from a copy, or move both away to have a new pair made and run euca_sync_key',
	},
	VDEKEY_BAD: {
		text: '{path} cannot be used as the key of the virtual network: {problem}',
		who: 'operator',
		next: 'stop all services, move the file away to have a new one made, start the front-end, then the nodes',
	},
});

const NODE = ['cloud-cert.pem', 'cluster-cert.pem', 'node-cert.pem', 'node-pk.pem', 'vdekey', 'vdekey.pub'];
/** The pairs between the services (spec §6.3): NAME-cert.pem and NAME-pk.pem. */
const PAIRS = ['cloud', 'cluster', 'node'] as const;
/** vde_cryptcab takes the first 56 bytes (Blowfish); fewer than 24 are too easy to guess. */
const VDE_KEY_BYTES = 33;

export interface KeyReport {
	/** Names of files that were made. */
	readonly made: readonly string[];
	/** Names of files that were there, and were found fit for use. */
	readonly kept: readonly string[];
	/** Sentences about what will need attention, such as a certificate that ends soon. */
	readonly warnings: readonly string[];
}

/**
 * Makes what is missing of the keys between services, and tries all of them. What is there is never replaced: an unfit
 * pair is an error (KEY_PAIR_HALF, KEY_PAIR_BAD, VDEKEY_BAD). The one generator that is not pure: it draws random numbers
 * and writes the files itself, so that no private key passes through anything else.
 */
export async function ensureKeys(dir: string, { now }: { readonly now: Date }): Promise<KeyReport> {
	await mkdir(dir, { recursive: true, mode: 0o700 });
	await chmod(dir, 0o700);
	const made: string[] = [];
	const kept: string[] = [];
	const warnings: string[] = [];
	for (const name of PAIRS) {
		const files = [`${name}-cert.pem`, `${name}-pk.pem`];
		const isMade = await ensurePair(dir, name, now);
		(isMade ? made : kept).push(...files);
		warnings.push(...(await pairWarnings(dir, name, now)));
	}

	const isVdeKeyMade = await ensureVdeKey(dir);
	(isVdeKeyMade ? made : kept).push('vdekey', 'vdekey.pub');
	return { made, kept, warnings };
}

/**
 * Names of the key files that a host with these roles needs; a node never gets the cloud's private key (§8 row 30). The
 * head of a cluster has all that its nodes need: NODES is there, and so euca_sync_key runs there.
 */
export function keysFor(roles: readonly Role[]): readonly string[] {
	const wanted: Readonly<Record<Role, readonly string[]>> = {
		cloud: ['cloud-cert.pem', 'cloud-pk.pem', 'cluster-cert.pem', 'node-cert.pem'],
		cluster: [...NODE, 'cluster-pk.pem'],
		node: NODE,
	};
	return [...new Set(roles.flatMap((role) => wanted[role]))].sort();
}

/** True if the pair had to be made. */
async function ensurePair(dir: string, name: string, now: Date): Promise<boolean> {
	const certificate = `${name}-cert.pem`;
	const key = `${name}-pk.pem`;
	await finishPair(join(dir, certificate), join(dir, key));
	const [hasCertificate, hasKey] = await Promise.all([exists(join(dir, certificate)), exists(join(dir, key))]);
	if (hasCertificate !== hasKey) {
		const [present, missing] = hasCertificate ? [certificate, key] : [key, certificate];
		throw keyErrors('KEY_PAIR_HALF', { dir, present, missing });
	}

	if (!hasKey) {
		const pair = await makeSelfSigned({ commonName: `eucalyptus-${name}`, now });
		await writeFileAtomic(join(dir, `${certificate}.new`), pair.certificatePem, { mode: 0o600 });
		await writeFileAtomic(join(dir, key), pair.privateKeyPem, { mode: 0o600 });
		await finishPair(join(dir, certificate), join(dir, key));
	}

	await Promise.all([certificate, key].map((file) => chmod(join(dir, file), 0o600)));
	try {
		await tryPair(join(dir, certificate), join(dir, key), now);
	} catch (error) {
		throw keyErrors('KEY_PAIR_BAD', { dir, certificate, key, problem: messageOf(error) }, { cause: error });
	}

	return !hasKey;
}

/**
 * The certificate waits beside its place until its key is there, so that a run that was killed in between is finished by
 * the next one: nobody has seen the certificate, and half a pair that somebody lost is told apart.
 */
async function finishPair(certificatePath: string, keyPath: string): Promise<void> {
	const waiting = `${certificatePath}.new`;
	if (!(await exists(waiting))) {
		return;
	}

	if (await exists(keyPath)) {
		await rename(waiting, certificatePath);
	} else {
		await rm(waiting);
	}
}

/** Throws with the reason if the pair is of no use: unreadable, not a pair, unable to sign, expired. */
async function tryPair(certificatePath: string, keyPath: string, now: Date): Promise<void> {
	const [certificatePem, privateKeyPem] = await Promise.all([
		readFile(certificatePath, 'utf8'),
		readFile(keyPath, 'utf8'),
	]);
	const certificate = new X509Certificate(certificatePem);
	if (!keyFitsCertificate({ certificatePem, privateKeyPem })) {
		throw new Error('the private key belongs to another certificate');
	}

	const text = randomBytes(32);
	const signature = sign('sha256', text, createPrivateKey(privateKeyPem));
	if (!verify('sha256', text, createPublicKey(certificatePem), signature)) {
		throw new Error('a signature made with the key is not verified by the certificate');
	}

	if (now.getTime() > certificate.validToDate.getTime()) {
		throw new Error(`the certificate ended on ${certificate.validTo}`);
	}

	if (now.getTime() < certificate.validFromDate.getTime()) {
		throw new Error(`the certificate begins on ${certificate.validFrom} only; is the clock of this host right?`);
	}
}

async function pairWarnings(dir: string, name: string, now: Date): Promise<readonly string[]> {
	const { validToDate } = new X509Certificate(await readFile(join(dir, `${name}-cert.pem`)));
	const days = Math.floor((validToDate.getTime() - now.getTime()) / 86_400_000);
	return days < 60
		? [`${name}-cert.pem ends in ${days} days; move the ${name} pair away, run euca-setup again, then euca_sync_key`]
		: [];
}

/** True if it had to be made. `vdekey.pub` names it without telling it: its fingerprint. */
async function ensureVdeKey(dir: string): Promise<boolean> {
	const path = join(dir, 'vdekey');
	const isMissing = !(await exists(path));
	if (isMissing) {
		await writeFileAtomic(path, newVdeKey(), { mode: 0o600 });
	}

	await chmod(path, 0o600);
	const problem = vdeKeyProblem(await readFile(path));
	if (problem !== undefined) {
		throw keyErrors('VDEKEY_BAD', { path, problem });
	}

	const fingerprint = createHash('sha256')
		.update(await readFile(path))
		.digest('base64');
	const publicPath = join(dir, 'vdekey.pub');
	const content = `SHA256:${fingerprint}\n`;
	if (!(await exists(publicPath)) || (await readFile(publicPath, 'utf8')) !== content) {
		await writeFileAtomic(publicPath, content, { mode: 0o600 });
	}

	return isMissing;
}

/** Text, because vde_cryptcab reads it as such. */
export function newVdeKey(): string {
	return `${randomBytes(VDE_KEY_BYTES).toString('base64')}\n`;
}

/** Why the listener of the virtual network would not take it; undefined if it would (spec §8 row 10). */
export function vdeKeyProblem(content: Uint8Array): string | undefined {
	const text = Buffer.from(content).toString('latin1');
	if (text.trim().length < 24) {
		return `it has ${text.trim().length} characters; at least 24 are needed`;
	}

	if (/[^\x20-\x7e\n]/.test(text)) {
		return 'it holds bytes that are not printable, at which readers of text stop';
	}

	return new Set(text.trim()).size < 8 ? 'it is made of too few different characters' : undefined;
}

async function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}
