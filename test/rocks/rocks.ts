/**
 * Stands for the programs of a Rocks front-end: `node rocks.ts PROGRAM WORDS…` with PROGRAM one of rocks, rocks-dist,
 * kroll, insert-ethers, and iptables-start for what its installer leaves behind. As much of each as a roll can notice, after their documentation and their own code's behaviour.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { addRoll } from './add-roll.ts';
import { addFirewall, loadFirewall, syncFirewall } from './firewall.ts';
import { frontEndScript } from './generate.ts';
import { insertEthers, listBoot, listHosts, listInterfaces, setBoot } from './hosts.ts';
import { makeDistribution } from './make-distribution.ts';
import { printTable } from './print-table.ts';
import { RocksError, readState, writeState } from './state.ts';

/** Words of a command, and its `name=value` parameters. */
interface Call {
	readonly words: readonly string[];
	readonly parameters: ReadonlyMap<string, string>;
}

const COMMANDS: Readonly<Record<string, (call: Call) => string>> = {
	'add roll': ({ words, parameters }) =>
		words.map((path) => addRoll(path, /^(on|yes|y|true|1)$/.test(parameters.get('clean') ?? ''))).join(''),
	'enable roll': ({ words }) => enableRolls(words),
	'list roll': () => listRolls(),
	'list host': ({ words }) => listHosts(words),
	'list host interface': ({ words }) => listInterfaces(words),
	'list host pxeboot': ({ words }) => onlyIn('5.0', () => listBoot(words)),
	'list host boot': ({ words }) => since6(() => listBoot(words)),
	'set host pxeboot': ({ words, parameters }) => onlyIn('5.0', () => setBoot(words, parameters.get('action') ?? '')),
	'set host boot': ({ words, parameters }) => since6(() => setBoot(words, parameters.get('action') ?? '')),
	'create distro': () => since6(makeDistribution),
	'run roll': ({ words }) => since6(() => frontEndScript(words)),
	'add firewall': ({ parameters }) => since6(() => addFirewall(parameters)),
	'sync host firewall': () => since6(syncFirewall),
	'report version': () => since6(() => `${readState().release}\n`),
};

process.exitCode = main(process.argv[2] ?? '', process.argv.slice(3));

function main(program: string, args: readonly string[]): number {
	try {
		process.stdout.write(run(basename(program), args));
		return 0;
	} catch (error) {
		if (error instanceof RocksError) {
			const is5 = releaseOrUndefined() === '5.0';
			process.stdout.write(`${is5 ? 'error - ' : 'Error: '}${error.message.replace(/^error - /, '')}\n`);
			return is5 ? 255 : 1;
		}

		process.stderr.write(
			`Traceback (most recent call last):\n${error instanceof Error ? error.message : String(error)}\n`,
		);
		return 1;
	}
}

function run(program: string, args: readonly string[]): string {
	switch (program) {
		case 'rocks':
			return rocks(args);
		case 'rocks-dist':
			if (args[0] !== 'dist') {
				throw new RocksError(`unknown command ${args[0]}`);
			}

			return makeDistribution();
		case 'kroll':
			return frontEndScript(args);
		case 'iptables-start':
			loadFirewall([]);
			return '';
		case 'insert-ethers': {
			const [membership = '', ...lines] = readFileSync(0, 'utf8').trim().split('\n');
			return insertEthers(
				membership,
				lines.map((line) => line.split(' ')).map(([mac = '', address = '']) => ({ mac, address })),
			);
		}
		default:
			throw new RocksError(`no program ${program}`);
	}
}

/** The longest command that the words begin with. */
function rocks(args: readonly string[]): string {
	for (const length of [3, 2]) {
		const command = COMMANDS[args.slice(0, length).join(' ')];
		if (command !== undefined) {
			const rest = args.slice(length);
			const parameters = new Map(
				rest
					.filter((word) => /^\w+=/.test(word))
					.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
			);
			return command({ words: rest.filter((word) => !/^\w+=/.test(word)), parameters });
		}
	}

	throw new RocksError(`invalid rocks command "${args[0] ?? ''}"`);
}

function enableRolls(names: readonly string[]): string {
	const state = readState();
	for (const name of names) {
		if (!state.rolls.some((roll) => roll.name === name)) {
			throw new RocksError(`unknown roll name "${name}"`);
		}
	}

	writeState({
		...state,
		rolls: state.rolls.map((roll) => (names.includes(roll.name) ? { ...roll, enabled: true } : roll)),
	});
	return '';
}

function listRolls(): string {
	const rows = readState().rolls.map(({ name, version, arch, enabled }) => ({
		owner: name,
		cells: [version, arch, enabled ? 'yes' : 'no'],
	}));
	return printTable(['NAME', 'VERSION', 'ARCH', 'ENABLED'], rows, true);
}

function onlyIn(release: string, work: () => string): string {
	if (readState().release !== release) {
		throw new RocksError('invalid rocks command');
	}

	return work();
}

function since6(work: () => string): string {
	if (readState().release === '5.0') {
		throw new RocksError('invalid rocks command');
	}

	return work();
}

function releaseOrUndefined(): string | undefined {
	try {
		return readState().release;
	} catch {
		return undefined;
	}
}
