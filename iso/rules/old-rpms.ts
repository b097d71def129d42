import { basename } from 'node:path';
import { OLD_RPM_FEATURES, problemsOf } from '../rpm/old-rpm.ts';
import { type Rpm, strings, TAG } from '../rpm/read-rpm.ts';
import type { RocksRelease } from '../target.ts';
import { one, readable } from './packages.ts';
import type { Rule } from './rule.ts';

/** Users and groups that every CentOS has, or one of its packages makes. */
const OWNERS = new Set(
	'root bin daemon adm sys tty disk lp mail man games nobody users wheel apache qemu kvm mysql'.split(' '),
);

/** Row 5: what the rpm of the release can read. */
export const rpmRules: readonly Rule[] = [
	{
		id: 'rpm-readable',
		row: 5,
		reason: 'rpm cannot read it; of the kickstart package nobody would even be told',
		fix: 'build the package again, and compare its checksum after copying',
		check: ({ rpms }) =>
			rpms.flatMap(({ path, problem }) => (problem === undefined ? [] : [`${basename(path)}: ${problem}`])),
	},
	{
		id: 'rpm-intact',
		row: 5,
		reason: 'rpm compares size and digests before it installs, and refuses a package that was cut or changed',
		fix: 'build the package again, and compare its checksum after copying',
		check: ({ rpms }) =>
			rpms.flatMap(({ path, damage }) => (damage === undefined ? [] : [`${basename(path)}: ${damage}`])),
	},
	{
		id: 'rpm-owners',
		row: 5,
		reason: "what belongs to somebody whom the host does not know becomes root's, with a warning that nobody reads",
		fix: 'leave files to root, or make the user in %pre',
		check: (roll) =>
			readable(roll).flatMap(({ path, rpm: { header } }) => {
				const owners = [TAG.fileOwners, TAG.fileGroups].flatMap((tag) => strings(header, tag));
				const makes = /\b(user|group)add\b/.test(strings(header, TAG.preIn)[0] ?? '');
				return makes
					? []
					: [...new Set(owners)].filter((name) => !OWNERS.has(name)).map((name) => `${basename(path)}: ${name}`);
			}),
	},
	...(
		[
			[
				'rpm-tag-types',
				'tag-types',
				'rpm 4.4.2 knows the data types 1 to 9 without 64-bit numbers',
				'keep package and payload below 4 GiB',
			],
			[
				'rpm-signature',
				'signature',
				'the signature header may have 32 tags and 8192 bytes, and must hold MD5 and SIZE',
				'sign with one key, by rpmsign of rpm 4',
			],
			[
				'rpm-identity',
				'identity',
				'rpm 4.4.2 takes a package without these for a source package, or for another system',
				'build it with rpmbuild for linux, with Group, License and Summary',
			],
		] as const
	).map(([id, check, reason, fix]): Rule => ({ id, row: 5, reason, fix, check: oldRpm(check) })),
	{
		id: 'rpm-dependencies',
		row: 5,
		reason: 'rich dependencies and ^ came with later rpm than any of these, ~ in versions with that of 7.0',
		fix: 'write plain dependencies and versions',
		check: (roll) =>
			readable(roll).flatMap(({ path, rpm: { header } }) =>
				[TAG.version, TAG.release, TAG.requireName, TAG.requireVersion]
					.flatMap((tag) => strings(header, tag))
					.filter((word) => word.startsWith('(') || word.includes('^') || (roll.rocks !== '7.0' && word.includes('~')))
					.map((word) => `${basename(path)}: ${word}`),
			),
	},
	{
		id: 'rpm-payload',
		row: 5,
		reason: 'the rpm of the release cannot unpack it (5.0: gzip and bzip2; later also xz and lzma)',
		fix: "rpmbuild --define '_binary_payload w9.gzdio'",
		check: (roll) =>
			readable(roll)
				.filter(({ rpm }) => !readsPayload(roll.rocks, rpm))
				.map(({ path, rpm }) => `${basename(path)} is compressed as ${one(rpm, TAG.payloadCompressor) || 'unknown'}`),
	},
	{
		id: 'rpm-digests',
		row: 5,
		reason: 'rpm 4.4.2 knows MD5 only and refuses what is marked as newer',
		fix: "rpmbuild --define '_binary_filedigest_algorithm 1'",
		check: (roll) => (roll.rocks === '5.0' ? oldRpm('digests')(roll) : []),
	},
	{
		id: 'rpm-features',
		row: 5,
		reason: 'rpm refuses a package that asks for an rpmlib() feature it has not',
		fix: 'build it without that feature: no file capabilities, no files above 2 GiB, MD5 digests, gzip payload',
		check: (roll) =>
			readable(roll).flatMap(({ path, rpm }) =>
				strings(rpm.header, TAG.requireName)
					.flatMap((name) => /^rpmlib\((.*)\)$/.exec(name)?.[1] ?? [])
					.filter((feature) => !FEATURES[roll.rocks].includes(feature))
					.map((feature) => `${basename(path)} wants rpmlib(${feature})`),
			),
	},
	{
		id: 'rpm-symbols',
		row: 5,
		reason: 'a package that wants newer symbols of the C library cannot be installed, and useless with --nodeps',
		fix: 'AutoReqProv: no together with libraries of its own, or build it on the release',
		check: (roll) =>
			readable(roll).flatMap(({ path, rpm }) =>
				strings(rpm.header, TAG.requireName)
					.filter((name) => isNewerSymbol(name, roll.rocks))
					.map((name) => `${basename(path)} wants ${name}`),
			),
	},
];

function oldRpm(id: string): Rule['check'] {
	return (roll) =>
		readable(roll).flatMap(({ path, file, rpm }) =>
			problemsOf(rpm, file)
				.filter((problem) => problem.id === id)
				.map(({ text }) => `${basename(path)}: ${text}`),
		);
}

const EL6_FEATURES = [...OLD_RPM_FEATURES, 'PayloadIsXz', 'PayloadIsLzma', 'FileDigests', 'FileCaps'];
const FEATURES: Readonly<Record<RocksRelease, readonly string[]>> = {
	'5.0': OLD_RPM_FEATURES,
	'6.2': EL6_FEATURES,
	'7.0': [...EL6_FEATURES, 'ScriptletExpansion', 'TildeInVersions'],
};

const SYMBOLS: Readonly<Record<RocksRelease, Readonly<Record<string, string>>>> = {
	'5.0': { GLIBC: '2.5', GLIBCXX: '3.4.8', CXXABI: '1.3.1' },
	'6.2': { GLIBC: '2.12', GLIBCXX: '3.4.13', CXXABI: '1.3.3' },
	'7.0': { GLIBC: '2.17', GLIBCXX: '3.4.19', CXXABI: '1.3.7' },
};

function isNewerSymbol(dependency: string, rocks: RocksRelease): boolean {
	const [, library = '', version] = /\((GLIBC|GLIBCXX|CXXABI)_([\d.]+)\)/.exec(dependency) ?? [];
	const newest = SYMBOLS[rocks][library];
	return version !== undefined && newest !== undefined && compareVersions(version, newest) > 0;
}

function compareVersions(a: string, b: string): number {
	const [left, right] = [a, b].map((version) => version.split('.').map(Number));
	for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at += 1) {
		const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
		if (difference !== 0) {
			return difference;
		}
	}

	return 0;
}

function readsPayload(rocks: RocksRelease, { payload, header }: Rpm): boolean {
	const start = payload.toString('latin1', 0, 6);
	const isOld = start.startsWith('\x1f\x8b') || start.startsWith('BZh');
	const isXz = start.startsWith('\xfd7zXZ') || start.startsWith('\x5d\x00\x00');
	return (strings(header, TAG.payloadFormat)[0] ?? 'cpio') === 'cpio' && (isOld || (rocks !== '5.0' && isXz));
}
