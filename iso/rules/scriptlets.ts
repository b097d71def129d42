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
	['trigger', TAG.triggers, TAG.triggerPrograms],
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
				scriptsOf(rpm)
					.filter(({ interpreter }) => /^\/(usr\/)?bin\/(ba)?sh$/.test(interpreter))
					.flatMap(({ name, text }) => {
						const problem = shellProblem(text, roll.rocks);
						return problem === undefined ? [] : [`%${name} of ${basename(path)}: ${problem}`];
					}),
			),
	},
];

/** Of triggers there may be many. Without a word of its interpreter a script is for the shell. */
function scriptsOf({ header }: Rpm) {
	return SCRIPTLETS.flatMap(([name, tag, program]) => {
		const interpreters = strings(header, program);
		return strings(header, tag).map((text, at) => ({ name, text, interpreter: interpreters[at] ?? '/bin/sh' }));
	});
}
