import { spawnSync } from 'node:child_process';
import type { Roll } from '../open-roll.ts';
import type { Section } from '../rocks/node-file.ts';
import { textOf } from '../rocks/xml.ts';
import { ownSectionsOrNone } from './distribution.ts';
import { parsedNodes, scripts } from './profile-text.ts';
import type { Rule } from './rule.ts';
import { topLevelCommands } from './shell-words.ts';

/** Row 14: the scripts of the front-end and of nodes. */
export const postRules: readonly Rule[] = [
	{
		id: 'post-syntax',
		row: 14,
		reason: 'the script would end, or do half of its work, with nobody looking at its exit status',
		fix: 'correct the shell syntax',
		check: (roll) =>
			posts(roll).flatMap((post) => {
				const problem = syntaxProblem(post);
				return problem === undefined ? [] : [`${place(post)}: ${problem}`];
			}),
	},
	{
		id: 'post-interpreter',
		row: 14,
		reason:
			'kroll prints the text into one shell script whatever arg says; since 6 arg="--interpreter" wraps it in shell',
		fix: 'no arg on posts of the front-end; since 6 interpreter="…"',
		check: (roll) => [
			...frontEndPosts(roll)
				.filter(({ attributes }) => (attributes['arg'] ?? '').trim() !== '')
				.map((post) => `${place(post)}: arg="${post.attributes['arg']}"`),
			...(roll.rocks === '5.0' ? [] : nodePosts(roll))
				.filter(({ attributes }) => (attributes['arg'] ?? '').includes('--interpreter'))
				.map((post) => `${place(post)}: arg="${post.attributes['arg']}"`),
		],
	},
	...(
		[
			[
				'post-exit',
				/^(exit|exec|return)\b/,
				'all posts of kroll run in one shell: nothing after it would run',
				'put it into a sub-shell: ( … )',
			],
			[
				'post-set',
				/^set\s+[-+]\w*[eu]/,
				'it stays set for the posts of everybody else in the same shell',
				'put it into a sub-shell: ( … )',
			],
			[
				'post-cd',
				/^(cd|pushd)\b/,
				'the posts that follow in the same shell would run in another directory',
				'put it into a sub-shell: ( … )',
			],
		] as const
	).map(
		([id, pattern, reason, fix]): Rule => ({
			id,
			row: 14,
			reason,
			fix,
			check: (roll) =>
				(roll.rocks === '5.0' ? frontEndPosts(roll) : []).flatMap((post) =>
					topLevelCommands(post.text)
						.filter((command) => pattern.test(command))
						.map((command) => `${place(post)}: ${command}`),
				),
		}),
	),
	{
		id: 'post-append',
		row: 14,
		reason: 'build.sh is run again and again: each time the lines would be there once more',
		fix: 'write the whole file, or look with grep whether the lines are there; a command that can be repeated does both',
		check: (roll) =>
			frontEndPosts(roll)
				.filter(({ text }) => !/\bgrep\b/.test(text))
				.flatMap((post) => (post.text.match(APPENDS) ?? []).map((words) => `${place(post)}: ${words.trim()}`)),
	},
	{
		id: 'post-installer',
		row: 14,
		reason: '/mnt/sysimage is a directory of the installer: the script also runs on a front-end that is up',
		fix: 'name files as they are called on the system',
		check: (roll) =>
			frontEndPosts(roll)
				.filter(({ text }) => text.includes('/mnt/sysimage'))
				.map(place),
	},
	{
		id: 'post-starts',
		row: 14,
		reason: "a post of a node runs in the installer's chroot: there is no init, no network and no hypervisor there",
		fix: 'switch the service on (chkconfig): it starts at the boot that follows',
		check: (roll) => [...nodePosts(roll), ...frontEndPosts(roll)].filter(({ text }) => STARTS.test(text)).map(place),
	},
	{
		id: 'post-marker',
		row: 14,
		reason: 'since 6 each post is a here-document that ends at ROCKS-KS-POST and comes inside CDATA',
		fix: 'no line ROCKS-KS-POST and no ]]> in a post',
		check: (roll) =>
			roll.rocks === '5.0'
				? []
				: parsedNodes(roll).flatMap(({ path, root }) =>
						scripts(root)
							.filter((post) => /^ROCKS-KS-POST$|\]\]>/m.test(textOf(post)))
							.map(({ line }) => `${path}, line ${line}`),
					),
	},
];

/** To a file that is kept: not to a log, nor to what is gone with the boot. What `<file>` makes is judged by rules of its own. */
const APPENDS =
	/^(?!cat >> \S+ << '?EOF'?$).*(>>\s*|\btee\s+-a\s+)(?!\/dev\/|\/tmp\/|\/var\/(log|tmp|run)\/|\S*\.log\b)[\w/"'$].*$/gm;

const STARTS =
	/\bservice\s+\S+\s+(re)?start\b|\/etc\/(rc\.d\/)?init\.d\/\S+\s+(re)?start\b|\bsystemctl\s+(--\S+\s+)*(re)?start\b|\bxend\s+start\b/;

function frontEndPosts(roll: Roll): readonly Section[] {
	return ownSectionsOrNone(roll, 'frontend').filter(({ kind }) => kind === 'post');
}

function nodePosts(roll: Roll): readonly Section[] {
	return ownSectionsOrNone(roll, 'vm-container').filter(({ kind }) => kind === 'post');
}

function posts(roll: Roll): readonly Section[] {
	return [...frontEndPosts(roll), ...nodePosts(roll)];
}

function place({ node }: Section): string {
	return `nodes/${node}.xml`;
}

/** By the shell that would run it; scripts for other interpreters are left to those. */
function syntaxProblem({ text, attributes }: Section): string | undefined {
	const interpreter = attributes['interpreter'] ?? /--interpreter\s+(\S+)/.exec(attributes['arg'] ?? '')?.[1] ?? 'sh';
	return /(^|\/)(ba)?sh$/.test(interpreter) ? shellProblem(text) : undefined;
}

/** What `bash -n` (where there is no bash: `sh -n`) says; undefined if nothing. */
export function shellProblem(script: string): string | undefined {
	for (const shell of ['bash', 'sh']) {
		const { error, status, stderr } = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8', timeout: 10_000 });
		if (error === undefined) {
			return status === 0 && stderr.trim() === '' ? undefined : (stderr.trim().split('\n')[0] ?? 'is not valid');
		}
	}

	return undefined;
}
