import { basename } from 'node:path';
import { type Rpm, strings, TAG } from '../rpm/read-rpm.ts';
import { readable } from './packages.ts';
import type { Rule } from './rule.ts';
import { shellProblem } from './shell-problem.ts';

/** Scripts that rpm runs, each with the tag of its text and that of its interpreter. */
const SCRIPTLETS = [
	['pre', TAG.preIn, TAG.preInProgram],
	['post', TAG.postIn, TAG.postInProgram],
	['preun', TAG.preUn, TAG.preUnProgram],
	['postun', TAG.postUn, TAG.postUnProgram],
	['pretrans', TAG.preTransaction, TAG.preTransactionProgram],
	['posttrans', TAG.postTransaction, TAG.postTransactionProgram],
] as const;

/** Row 14, for the scripts in packages. */
export const scriptletRules: readonly Rule[] = [
	{
		id: 'rpm-scriptlets',
		row: 14,
		reason: 'a script that the shell cannot read fails: %pre and %preun with it the package, the others without a word',
		fix: 'correct the shell syntax in the spec file',
		check: (roll) =>
			readable(roll).flatMap(({ path, rpm }) =>
				SCRIPTLETS.flatMap(([name, text, program]) => {
					const problem = isShell(rpm, program)
						? shellProblem(strings(rpm.header, text)[0] ?? '', roll.rocks)
						: undefined;
					return problem === undefined ? [] : [`%${name} of ${basename(path)}: ${problem}`];
				}),
			),
	},
];

/** Without a word of its interpreter it is for the shell. */
function isShell({ header }: Rpm, program: number): boolean {
	return /^\/(usr\/)?bin\/(ba)?sh$/.test(strings(header, program)[0] ?? '/bin/sh');
}
