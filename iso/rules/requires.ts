import { basename } from 'node:path';
import type { Roll } from '../open-roll.ts';
import { compareEvr } from '../rpm/compare-evr.ts';
import { numbers, pathsOf, type Rpm, strings, TAG } from '../rpm/read-rpm.ts';
import { isOfDistribution } from './distribution-packages.ts';
import { one, readable } from './packages.ts';
import type { Rule } from './rule.ts';
import { packagesOf } from './script.ts';

const LESS = 2;
const GREATER = 4;
const EQUAL = 8;

/** Row 13, for what packages require. */
export const requireRules: readonly Rule[] = [
	{
		id: 'rpm-requires',
		row: 13,
		reason:
			'the installer of a node, and yum on the front-end of 7.0, install nothing at all where one of these is missing',
		fix: 'ship what is required in the roll, or require only what the release of CentOS has',
		check(roll) {
			// on the front-end of 5.0 and 6.2 rpm does it with --nodeps, at the latest
			const kinds = roll.rocks === '7.0' ? (['frontend', 'vm-container'] as const) : (['vm-container'] as const);
			const named = new Set(kinds.flatMap((kind) => packagesOf(roll, kind)));
			return readable(roll)
				.filter(({ rpm }) => named.has(one(rpm, TAG.name)))
				.flatMap(({ path, rpm }) =>
					requirements(rpm)
						.filter((wanted) => !isThere(roll, wanted))
						.map((wanted) => `${basename(path)} requires ${shown(wanted)}`),
				);
		},
	},
];

interface Requirement {
	readonly name: string;
	/** With flags: which versions, in LESS, GREATER, EQUAL. */
	readonly version: string;
	readonly flags: number;
}

function requirements({ header }: Rpm): readonly Requirement[] {
	const [flags, versions] = [numbers(header, TAG.requireFlags), strings(header, TAG.requireVersion)];
	return strings(header, TAG.requireName).map((name, at) => ({
		name,
		version: versions[at] ?? '',
		flags: (flags[at] ?? 0) & (LESS | GREATER | EQUAL),
	}));
}

function isThere(roll: Roll, wanted: Requirement): boolean {
	const own = readable(roll).flatMap(({ rpm }) => provided(rpm, wanted.name));
	return own.length > 0
		? own.some((version) => fits(version, wanted))
		: isOfSystem(wanted.name) || readable(roll).some(({ rpm }) => pathsOf(rpm.header).includes(wanted.name));
}

/** The versions in which a package provides a name; '' for any. */
function provided({ header }: Rpm, name: string): readonly string[] {
	const versions = strings(header, TAG.provideVersion);
	return strings(header, TAG.provideName).flatMap((other, at) => (other === name ? [versions[at] ?? ''] : []));
}

/** Packages, programs, libraries, and what rpm and interpreters provide, such as `rpmlib(…)` and `perl(…)`. */
function isOfSystem(name: string): boolean {
	return isOfDistribution(name) || VIRTUAL.includes(name) || /^\/(usr\/)?s?bin\/|\.so\b|\(/.test(name);
}

/** Names that are no package's own, but are provided by one of CentOS. */
const VIRTUAL = ['java', 'jre', 'webserver', 'smtpdaemon', 'syslog', 'mail-reader', 'mysqlclient'];

function fits(version: string, wanted: Requirement): boolean {
	if (wanted.flags === 0 || version === '') {
		return true;
	}

	const order = compareEvr(version, wanted.version);
	return (wanted.flags & (order === 0 ? EQUAL : order < 0 ? LESS : GREATER)) !== 0;
}

function shown({ name, version, flags }: Requirement): string {
	const sign = [LESS, GREATER, EQUAL].map((bit, at) => ((flags & bit) === 0 ? '' : '<>='[at])).join('');
	return sign === '' ? name : `${name} ${sign} ${version}`;
}
