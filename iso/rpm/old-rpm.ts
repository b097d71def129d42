import { basename } from 'node:path';
import { numbers, type Rpm, strings, TAG } from './read-rpm.ts';

/** Why rpm 4.4.2, or Rocks, would not take a package. */
export interface RpmProblem {
	readonly id: string;
	readonly text: string;
}

/** All that the rpmlib of 4.4.2 can do (its lib/rpmlibprov.c). */
export const OLD_RPM_FEATURES: readonly string[] = [
	'VersionedDependencies',
	'CompressedFileNames',
	'PayloadIsBzip2',
	'PayloadFilesHavePrefix',
	'ExplicitPackageProvide',
	'HeaderLoadSortsTags',
	'ScriptletInterpreterArgs',
	'PartialHardlinkSets',
	'ConcurrentAccess',
	'BuiltinLuaScripts',
];
const SIGNATURE_MD5 = 1004;
const SIGNATURE_SIZE = 1000;
const RPMLIB = 1 << 24;
const GZIP = Buffer.from([0x1f, 0x8b]);

type Check = (rpm: Rpm, path: string) => string | undefined;

const one = ({ header }: Rpm, tag: number) => strings(header, tag)[0] ?? '';

/** Each rule of spec/rocks §10 and §1.4; undefined means that it holds. */
const CHECKS: Readonly<Record<string, Check>> = {
	'file-name': (rpm, path) => {
		const [name, version, release, arch] = [TAG.name, TAG.version, TAG.release, TAG.arch].map((tag) => one(rpm, tag));
		const expected = `${name}-${version}-${release}.${arch}.rpm`;
		return basename(path) === expected ? undefined : `the file must be called ${expected}: Rocks looks at nothing else`;
	},
	payload: ({ payload, header }) => {
		const format = strings(header, TAG.payloadFormat)[0] ?? 'cpio';
		const isGzip = payload.subarray(0, 2).equals(GZIP) || payload.toString('latin1', 0, 3) === 'BZh';
		return format === 'cpio' && isGzip ? undefined : 'the payload is neither gzip nor bzip2 over cpio';
	},
	digests: ({ header }) => {
		const isMd5 = strings(header, TAG.fileDigests).every((digest) => digest === '' || digest.length === 32);
		return isMd5 && !header.tags.has(TAG.fileDigestAlgorithm) ? undefined : 'the digests of files are not MD5';
	},
	rpmlib: ({ header }) => {
		const flags = numbers(header, TAG.requireFlags);
		const unknown = strings(header, TAG.requireName)
			.filter((name, at) => ((flags[at] ?? 0) & RPMLIB) !== 0 || name.startsWith('rpmlib('))
			.filter((name) => !OLD_RPM_FEATURES.includes(name.replace(/^rpmlib\((.*)\)$/, '$1')));
		return unknown.length === 0 ? undefined : `it needs features that rpm 4.4.2 lacks: ${unknown.join(', ')}`;
	},
	dependencies: ({ header }) => {
		const rich = strings(header, TAG.requireName).filter((name) => name.startsWith('('));
		const words = [TAG.version, TAG.release].flatMap((tag) => strings(header, tag));
		const marked = [...words, ...strings(header, TAG.requireVersion)].filter((word) => /[~^]/.test(word));
		return rich.length + marked.length === 0 ? undefined : `it has dependencies of newer rpms: ${[...rich, ...marked]}`;
	},
	'tag-types': ({ header, signature }) =>
		[...header.types, ...signature.types].every((type) => type <= 9 && type !== 5)
			? undefined
			: 'a header holds 64-bit numbers, for which rpm 4.4.2 has no type',
	signature: ({ signature }) => {
		const isSmall = signature.tags.size <= 32 && signature.size <= 8192;
		const isWhole = signature.tags.has(SIGNATURE_MD5) && signature.tags.has(SIGNATURE_SIZE);
		return isSmall && isWhole ? undefined : 'the signature header lacks MD5 or SIZE, or is larger than 8192 bytes';
	},
	identity: (rpm) => {
		const { header } = rpm;
		const lacks = (['summary', 'description', 'license', 'group', 'sourceRpm', 'provideName'] as const).filter(
			(tag) => !header.tags.has(TAG[tag]),
		);
		const os = one(rpm, TAG.os);
		return lacks.length === 0 && os === 'linux' ? undefined : `it lacks ${[...lacks, `os ${os}`].join(', ')}`;
	},
	arch: (rpm) => {
		const arch = one(rpm, TAG.arch);
		return ['i386', 'x86_64', 'noarch'].includes(arch) ? undefined : `its architecture is ${arch}`;
	},
	ascii: ({ header }) =>
		// biome-ignore lint/suspicious/noControlCharactersInRegex: everything outside ASCII is what is looked for
		[TAG.summary, TAG.description].flatMap((tag) => strings(header, tag)).every((text) => /^[\x00-\x7f]*$/.test(text))
			? undefined
			: 'summary or description is not ASCII',
	'symbol-versions': ({ header }) => {
		const needs = strings(header, TAG.requireName).filter((name) => /^lib.*\((GLIBC|GLIBCXX|CXXABI)_/.test(name));
		return needs.length === 0 ? undefined : `it depends on symbols of libraries: ${needs.slice(0, 3).join(', ')}`;
	},
};

/** Everything about a package that rpm 4.4.2 or Rocks would stumble over; empty if nothing. */
export function problemsOf(rpm: Rpm, path: string): readonly RpmProblem[] {
	return Object.entries(CHECKS).flatMap(([id, check]) => {
		const text = check(rpm, path);
		return text === undefined ? [] : [{ id, text }];
	});
}
