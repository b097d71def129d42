import { messageOf } from '../../src/common/errors.ts';
import { type Roll, withRoll } from '../open-roll.ts';
import { descriptionRules } from './description.ts';
import { fileElementRules } from './file-elements.ts';
import { graphRules } from './graph.ts';
import { imageRules } from './image.ts';
import { kickstartPackageRules } from './kickstart-package.ts';
import { rpmRules } from './old-rpms.ts';
import { packageRules } from './packages.ts';
import { postRules } from './posts.ts';
import { profileTextRules } from './profile-text.ts';
import { requireRules } from './requires.ts';
import type { Finding, Rule } from './rule.ts';
import { scriptRules } from './script.ts';
import { scriptletRules } from './scriptlets.ts';

/** Every rule, in the order of the table "a roll is valid when". */
export const RULES: readonly Rule[] = [
	...imageRules,
	...descriptionRules,
	...packageRules,
	...rpmRules,
	...kickstartPackageRules,
	...profileTextRules,
	...fileElementRules,
	...graphRules,
	...scriptRules,
	...requireRules,
	...postRules,
	...scriptletRules,
].sort((a, b) => a.row - b.row);

const NO_IMAGE = {
	id: 'image',
	row: 2,
	reason: 'Rocks mounts the file as ISO 9660',
	fix: 'build it again, or compare its size and checksum after copying',
};

export interface Verdict {
	/** Which release of Rocks the roll was judged for; undefined if the file is no image. */
	readonly rocks: Roll['rocks'] | undefined;
	readonly findings: readonly Finding[];
	/** Nothing is known of the roll, because this machine could not look at it. */
	readonly isUnread?: true;
}

/** All that Rocks would stumble over in a roll's image; no finding means that it would take it. */
export async function judgeRoll(path: string): Promise<Verdict> {
	try {
		return await withRoll(path, async (roll) => ({ rocks: roll.rocks, findings: findingsOf(roll) }));
	} catch (error) {
		const { code = '' } = error as NodeJS.ErrnoException;
		const problem = UNREADABLE[code] ?? messageOf(error);
		// What the system refuses says nothing of the roll.
		return /^E[A-Z]+$/.test(code)
			? { rocks: undefined, findings: [{ ...NO_IMAGE, problem, fix: FIXES[code] ?? FIX }], isUnread: true }
			: { rocks: undefined, findings: [{ ...NO_IMAGE, problem }] };
	}
}

const UNREADABLE: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file',
	ENOTDIR: 'there is no such file',
	EACCES: 'this user may not read it',
	ENOSPC: 'there is no room to unpack it',
};
const FIX = 'name the file of an image that this user may read';
const FIXES: Readonly<Record<string, string>> = { ENOSPC: 'name a directory with more room: TMPDIR=/var/tmp' };

function findingsOf(roll: Roll): readonly Finding[] {
	return RULES.flatMap(({ check, ...rule }) => [...new Set(check(roll))].map((problem) => ({ ...rule, problem })));
}
