import { createHash, timingSafeEqual } from 'node:crypto';
import { NS } from '../names.ts';
import { CanonicalLimit, canonicalXml } from '../xml/canonical.ts';
import { XML_LIMITS } from '../xml/read-xml.ts';
import { attributeOf, childElements, childrenNamed, isElement, nameOf, type XmlElement } from '../xml/tree.ts';
import { DIGEST_HASHES, ENVELOPED, EXCLUSIVE, SIGNATURE_HASHES } from './algorithms.ts';
import { securityErrors } from './errors.ts';
import type { Ids } from './ids.ts';
import { base64Of, onlyChild } from './shape.ts';

const MOST_REFERENCES = 8;
/** Stacks list the prefixes of the message; each costs work before it is known who sent it. */
const MOST_PREFIXES = 64;
/** Of all that is signed together: each part of the largest document once, and room for what is signed twice. */
const MOST_CHARACTERS = 3 * XML_LIMITS.bytes;

interface SignedReference {
	readonly target: XmlElement;
	/** Throws WSS_BAD_DIGEST if the target is not what was signed, XML_CANONICAL_TOO_LARGE. */
	checkDigest(): void;
}

export interface SignedInfo {
	readonly hash: 'sha1' | 'sha256';
	readonly references: readonly SignedReference[];
	/** What the signature was made over. */
	canonicalBytes(): Buffer;
}

export interface AlgorithmRules {
	/** Accept an enveloped-signature transform before the canonical form, as some stacks add it without need. */
	readonly envelopedTransform: boolean;
}

/** Reads SignedInfo against the lists of accepted algorithms. Throws WSS_FORBIDDEN_ALGORITHM, WSS_SHAPE, WSS_DANGLING_REFERENCE. */
export function readSignedInfo(signedInfo: XmlElement, ids: Ids, rules: AlgorithmRules): SignedInfo {
	const [canonicalization, method, ...references] = childElements(signedInfo);
	if (
		!isElement(canonicalization, NS.ds, 'CanonicalizationMethod') ||
		!isElement(method, NS.ds, 'SignatureMethod') ||
		references.some((each) => !isElement(each, NS.ds, 'Reference')) ||
		references.length === 0 ||
		references.length > MOST_REFERENCES
	) {
		throw securityErrors('WSS_SHAPE', {
			problem: `SignedInfo must hold CanonicalizationMethod, SignatureMethod and 1 to ${MOST_REFERENCES} References`,
		});
	}

	const prefixes = exclusivePrefixes(canonicalization, 'canonicalization');
	const limit = new CanonicalLimit(MOST_CHARACTERS);
	return {
		hash: acceptedHash(method, SIGNATURE_HASHES, 'signature method'),
		references: references.map((each) => readReference(each, ids, { ...rules, limit })),
		canonicalBytes: () => Buffer.from(canonicalXml(signedInfo, prefixes, limit)),
	};
}

function readReference(
	reference: XmlElement,
	ids: Ids,
	{ limit, ...rules }: AlgorithmRules & { readonly limit: CanonicalLimit },
): SignedReference {
	const prefixes = readTransforms(onlyChild(reference, NS.ds, 'Transforms'), rules);
	const hash = acceptedHash(onlyChild(reference, NS.ds, 'DigestMethod'), DIGEST_HASHES, 'digest method');
	const expected = base64Of(onlyChild(reference, NS.ds, 'DigestValue'));
	const target = ids.resolve(attributeOf(reference, '', 'URI'));
	if (contains(target, reference)) {
		throw securityErrors('WSS_SHAPE', { problem: 'the signature refers to an element that holds it' });
	}

	return {
		target,
		checkDigest() {
			const actual = createHash(hash)
				.update(canonicalXml(target, prefixes, limit))
				.digest();
			if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
				throw securityErrors('WSS_BAD_DIGEST', { name: nameOf(target) });
			}
		},
	};
}

/** Exclusive canonical form, and nothing else that could change what was signed. Returns its inclusive prefixes. */
function readTransforms(transforms: XmlElement, rules: AlgorithmRules): readonly string[] {
	const list = [...childElements(transforms)];
	// Without effect here: no accepted reference holds the signature.
	if (rules.envelopedTransform && list[0] !== undefined && attributeOf(list[0], '', 'Algorithm') === ENVELOPED) {
		list.shift();
	}

	const [only, extra] = list;
	if (only === undefined || !isElement(only, NS.ds, 'Transform')) {
		throw securityErrors('WSS_SHAPE', { problem: 'a Reference without the exclusive canonical form' });
	}

	const prefixes = exclusivePrefixes(only, 'transform');
	if (extra !== undefined) {
		throw securityErrors('WSS_FORBIDDEN_ALGORITHM', {
			what: 'transform',
			algorithm: attributeOf(extra, '', 'Algorithm') ?? '(none)',
		});
	}

	return prefixes;
}

function exclusivePrefixes(method: XmlElement, what: string): readonly string[] {
	const algorithm = attributeOf(method, '', 'Algorithm') ?? '(none)';
	if (algorithm !== EXCLUSIVE) {
		throw securityErrors('WSS_FORBIDDEN_ALGORITHM', { what, algorithm });
	}

	const lists = childrenNamed(method, NS.exclusive, 'InclusiveNamespaces');
	if (lists.length !== childElements(method).length || lists.length > 1) {
		throw securityErrors('WSS_SHAPE', { problem: `unknown content in the ${what}` });
	}

	const prefixes = lists.flatMap((list) => attributeOf(list, '', 'PrefixList')?.match(/[^ \t\r\n]+/g) ?? []);
	if (prefixes.length > MOST_PREFIXES) {
		throw securityErrors('WSS_SHAPE', { problem: `the ${what} lists more than ${MOST_PREFIXES} inclusive prefixes` });
	}

	return prefixes;
}

function acceptedHash(
	method: XmlElement,
	accepted: ReadonlyMap<string, 'sha1' | 'sha256'>,
	what: string,
): 'sha1' | 'sha256' {
	const algorithm = attributeOf(method, '', 'Algorithm') ?? '(none)';
	const hash = accepted.get(algorithm);
	if (hash === undefined) {
		throw securityErrors('WSS_FORBIDDEN_ALGORITHM', { what, algorithm });
	}

	if (childElements(method).length > 0) {
		throw securityErrors('WSS_SHAPE', { problem: `unknown content in the ${what}` });
	}

	return hash;
}

function contains(ancestor: XmlElement, element: XmlElement): boolean {
	for (let each: XmlElement | undefined = element; each !== undefined; each = each.parent) {
		if (each === ancestor) {
			return true;
		}
	}

	return false;
}
