import type { Roll } from '../open-roll.ts';
import { HOST_KINDS } from '../rocks/base-profile.ts';
import type { Section } from '../rocks/node-file.ts';
import type { XmlElement } from '../rocks/xml.ts';
import { ownSectionsOrNone } from './distribution.ts';
import { everyElement, parsedNodes } from './profile-text.ts';
import type { Rule } from './rule.ts';
import { shellProblem } from './shell-problem.ts';
import { bareShell, topLevelCommands } from './shell-words.ts';

/** Row 14: the scripts of the front-end and of nodes. */
export const postRules: readonly Rule[] = [
	{
		id: 'post-syntax',
		row: 14,
		reason: 'the script would end, or do half of its work, with nobody looking at its exit status',
		fix: 'correct the shell syntax',
		check: (roll) =>
			[...scriptsOf(roll), ...evals(roll)].flatMap(({ where, text, interpreter }) => {
				const problem = isShell(interpreter) ? shellProblem(text, roll.rocks) : undefined;
				return problem === undefined ? [] : [`${where}: ${problem}`];
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
				/^((exit|return)\b|exec\s+[^\d<>&])/,
				'all posts of kroll run in one shell: nothing after it would run',
				'put it into a sub-shell: ( … )',
			],
			[
				'post-set',
				/^(set\s+(?!--)(.*\s)?([-+]\w*[eun]|[-+]o\s*(errexit|nounset|noexec))|(umask|trap|shopt|ulimit)\s|exec\s+[\d<>&])/,
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
		fix: 'switch the service on (chkconfig): it starts at the boot that follows; or start it only where /sbin/runlevel names a level or /run/systemd/system is there',
		check: (roll) =>
			posts(roll)
				.filter(({ text }) => !IS_UP.test(text))
				.flatMap((post) => {
					const [found] = STARTS.exec(bareShell(post.text)) ?? [];
					return found === undefined ? [] : [`${place(post)}: ${found.trim()}`];
				}),
	},
	{
		id: 'post-marker',
		row: 14,
		reason: 'since 6 each post is a here-document that ends at ROCKS-KS-POST and comes inside CDATA',
		fix: 'no line ROCKS-KS-POST and no ]]> in a post',
		check: (roll) =>
			roll.rocks === '5.0'
				? []
				: [
						...new Set(
							posts(roll)
								.filter(({ text }) => /^ROCKS-KS-POST$|\]\]>/m.test(text))
								.map(place),
						),
					],
	},
];

/** To a file that is kept: not to a log, nor to what is gone with the boot. What `<file>` makes is judged by rules of its own. */
const APPENDS =
	/^(?!cat >> \S+ << '?EOF'?$).*(>>\s*|\btee\s+(?:-a|--append)\s+|\bsed\s+(?:-\S+\s+)*'\$a.*'\s+)(?!\/dev\/|\/tmp\/|\/var\/(log|tmp|run)\/|\S*\.log\b)[\w/"'$].*$/gm;

const STARTS = new RegExp(
	[
		/\b(service|rc-service)\s+\S+\s+(re)?start\b/,
		/\/(init|rc)\.d\/\S+\s+(re)?start\b/,
		/\bsystemctl\s+([^\n;&|]*\s)?((re|try-re|reload-or-re)?start|isolate|--now)\b/,
		/\binitctl\s+(re)?start\b/,
		/\b(xend|apachectl|apache2ctl)\s+(-k\s+)?(re)?start\b/,
		/\s-k\s+(re)?start\b/,
		/\b(libvirtd|xend)\s+(-d|--daemon)\b/,
	]
		.map(({ source }) => source)
		.join('|'),
);

/** Asks whether the system is up: Rocks' own way to do in a post what the installer's chroot cannot. */
const IS_UP = /\brunlevel\b|\/run\/systemd\/system\b|\bis-system-running\b/;

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

interface Script {
	readonly where: string;
	readonly text: string;
	readonly interpreter: string;
}

/** Every post, pre and, since 6, configure and boot, as it is run. */
function scriptsOf(roll: Roll): readonly Script[] {
	return HOST_KINDS.flatMap((kind) => ownSectionsOrNone(roll, kind))
		.filter(({ kind }) => ['post', 'pre', 'configure', 'boot'].includes(kind))
		.map((section) => ({ where: place(section), text: section.text, interpreter: interpreterOf(section) }));
}

function interpreterOf({ attributes }: Section): string {
	return attributes['interpreter'] ?? /--interpreter\s+(\S+)/.exec(attributes['arg'] ?? '')?.[1] ?? 'sh';
}

/** What the front-end runs while it makes a kickstart file. */
function evals(roll: Roll): readonly Script[] {
	return parsedNodes(roll).flatMap(({ path, root }) =>
		everyElement(root)
			.filter(({ name }) => name === 'eval')
			.map((element) => ({
				where: `${path}, line ${element.line}`,
				text: textWithWords(element),
				interpreter: element.attributes['shell'] ?? 'sh',
			})),
	);
}

/** A word stands for each element inside. */
function textWithWords(element: XmlElement): string {
	return element.children.map((child) => (typeof child === 'string' ? child : ':')).join('');
}

/** Scripts for others are left to those. */
function isShell(interpreter: string): boolean {
	return /(^|\/)(ba)?sh$/.test(interpreter);
}
