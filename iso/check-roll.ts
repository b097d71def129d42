import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { endWithReader } from '../src/common/broken-pipe.ts';
import { messageOf } from '../src/common/errors.ts';
import { judgeRoll, RULES, type Verdict } from './rules/index.ts';

const USAGE = `usage: iso/check [--json] [--rules] ROLL.iso ...

Would Rocks take this roll, and would it do what it should? Looks at the image as "rocks add roll", "rocks-dist dist"
and "kroll" (since 6 "rocks create distro" and "rocks run roll") do, without a front-end. Changes nothing.
A roll of another name than ours is judged by what Rocks asks of every roll: it may hang where it likes.

  --json    for programs: one object, by file
  --rules   only list the rules

Exit status: 0 Rocks takes every roll named, 1 it would stumble, 2 wrong use of this command, or a file that
cannot be read here.`;

endWithReader();
process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
	let values: { json?: boolean; rules?: boolean; help?: boolean };
	let paths: string[];
	try {
		const options = {
			json: { type: 'boolean' },
			rules: { type: 'boolean' },
			help: { type: 'boolean', short: 'h' },
		} as const;
		({ values, positionals: paths } = parseArgs({ args: [...words], allowPositionals: true, options }));
	} catch (error) {
		process.stderr.write(`iso/check: ${messageOf(error)}\n${USAGE}\n`);
		return 2;
	}

	if (values.help === true) {
		say(USAGE);
		return 0;
	}

	if (values.rules === true) {
		listRules(values.json === true);
		return 0;
	}

	if (paths.length === 0) {
		process.stderr.write(`${USAGE}\n`);
		return 2;
	}

	const verdicts = new Map<string, Verdict>();
	for (const path of paths) {
		verdicts.set(path, await judgeRoll(path));
	}

	if (values.json === true) {
		const rolls = Object.fromEntries(
			[...verdicts].map(([path, verdict]) => [path, { valid: isValid(verdict), ...verdict }]),
		);
		say(JSON.stringify({ rules: RULES.length, rolls }, undefined, '\t'));
	} else {
		for (const [path, verdict] of verdicts) {
			show(path, verdict);
		}
	}

	const all = [...verdicts.values()];
	return paths.some(isDirectory) || all.some(({ isUnread }) => isUnread) ? 2 : all.every(isValid) ? 0 : 1;
}

function isDirectory(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isValid({ findings }: Verdict): boolean {
	return findings.length === 0;
}

function show(path: string, { rocks, findings, isUnread }: Verdict): void {
	for (const { id, problem, reason, fix } of findings) {
		say(`${id}: ${problem}\n  why: ${reason}\n  what to do: ${fix}`);
	}

	const name = basename(path);
	if (isUnread) {
		say(`${name}: could not be looked at here.`);
		return;
	}

	say(
		findings.length === 0
			? `${name}: Rocks ${rocks} takes it; all ${RULES.length} rules hold.`
			: `${name}: ${findings.length === 1 ? '1 thing' : `${findings.length} things`} that ${rocks === undefined ? 'Rocks' : `Rocks ${rocks}`} would stumble over.`,
	);
}

function listRules(asJson: boolean): void {
	const rules = RULES.map(({ check: _, ...rule }) => rule);
	if (asJson) {
		say(JSON.stringify(rules, undefined, '\t'));
	} else {
		for (const { id, row, reason, fix } of rules) {
			say(`${String(row).padStart(2)} ${id}\n     why: ${reason}\n     what to do: ${fix}`);
		}
	}
}

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}
