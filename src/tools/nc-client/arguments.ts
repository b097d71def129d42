import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { messageOf } from '../../common/errors.ts';
import { toolErrors } from '../errors.ts';

export const USAGE = `NCclient: asks one node controller

NCclient <host:port> describeResource
NCclient <host:port> describeInstances [<id> ...]
NCclient <host:port> runInstance <id> <image id> <mac>
NCclient <host:port> terminateInstance <id>

NCclient <command> [options]
  -n host:port    the node controller (localhost:9091)
  -w host:port    Walrus (localhost:8773)
  -i id           instance (random letters)
  -e id           reservation (random letters)
  -m id:manifest  image; the manifest is a path below Walrus, or a whole file: or http: address with #sha256=HEX
  -k id:manifest  kernel
  -r id:manifest  ramdisk
  -a mac          MAC address
  -c n            number of instances to start
  -d              say more about failures
  -h, --help      this text

Without a manifest, files are taken from REGISTERED_PATH. The key of the cluster controller signs, so this runs as
root on its host; EUCALYPTUS names the installation. Exit status 0 exactly on success.
`;

export const COMMANDS = ['describeResource', 'describeInstances', 'runInstance', 'terminateInstance'] as const;
export type NcCommand = (typeof COMMANDS)[number];

/** One part of an image: its id and, if given, where its file is. */
export interface PartArgument {
	readonly id: string;
	readonly url: string | undefined;
}

export interface NcArguments {
	readonly command: NcCommand;
	/** host:port */
	readonly node: string;
	/** Only for describeInstances: none for all. */
	readonly instanceIds: readonly string[];
	/** One per instance to start. */
	readonly newIds: readonly string[];
	readonly reservationId: string;
	readonly image: PartArgument | undefined;
	readonly kernel: PartArgument | undefined;
	readonly ramdisk: PartArgument | undefined;
	readonly mac: string | undefined;
	readonly debug: boolean;
}

/** Both synopses of spec §7.1. Undefined if help was asked for. Throws TOOL_USAGE. */
export function parseNcArguments(words: readonly string[]): NcArguments | undefined {
	const { values, positionals } = split(words);
	if (values.help === true) {
		return undefined;
	}

	const hasHostFirst = /:\d+$/.test(positionals[0] ?? '');
	const [command = '', ...rest] = hasHostFirst ? positionals.slice(1) : positionals;
	if (!isCommand(command)) {
		const problem = command === '' ? 'the command is missing' : `there is no command ${command}`;
		throw usage(`${problem}; there are ${COMMANDS.join(', ')}`);
	}

	const [id, imageId, mac] = rest;
	const first = values.i ?? id;
	const count = numberOf(values.c ?? '1');
	const walrus = values.w ?? 'localhost:8773';
	if (command === 'terminateInstance' && first === undefined) {
		throw usage('terminateInstance needs the id of an instance');
	}

	return {
		command,
		node: (hasHostFirst ? positionals[0] : values.n) ?? 'localhost:9091',
		instanceIds: values.i === undefined ? rest : [values.i],
		newIds: Array.from({ length: count }, (_, index) => (index === 0 && first !== undefined ? first : letters('i'))),
		reservationId: values.e ?? letters('r'),
		image: part(values.m ?? imageId, walrus),
		kernel: part(values.k, walrus),
		ramdisk: part(values.r, walrus),
		mac: values.a ?? mac,
		debug: values.d === true,
	};
}

function split(words: readonly string[]) {
	const text = (short: string) => ({ type: 'string', short }) as const;
	try {
		return parseArgs({
			args: [...words],
			allowPositionals: true,
			options: {
				n: text('n'),
				w: text('w'),
				i: text('i'),
				e: text('e'),
				m: text('m'),
				k: text('k'),
				r: text('r'),
				a: text('a'),
				c: text('c'),
				d: { type: 'boolean', short: 'd' },
				help: { type: 'boolean', short: 'h' },
			},
		});
	} catch (error) {
		throw usage(messageOf(error));
	}
}

function part(word: string | undefined, walrus: string): PartArgument | undefined {
	if (word === undefined) {
		return undefined;
	}

	const [, id = '', manifest] = /^([^:]+)(?::(.+))?$/.exec(word) ?? [];
	if (id === '') {
		throw usage(`${JSON.stringify(word)} is not id:manifest`);
	}

	const isAddress = manifest !== undefined && /^(file|https?):/.test(manifest);
	return {
		id,
		url: manifest === undefined || isAddress ? manifest : `http://${walrus}/services/Walrus/${manifest}`,
	};
}

function numberOf(word: string): number {
	if (!/^[1-9]\d{0,3}$/.test(word)) {
		throw usage(`${JSON.stringify(word)} is not a number of instances`);
	}

	return Number(word);
}

/** Eight hex digits that look like an id to the node; the original's were letters only. */
function letters(prefix: string): string {
	return `${prefix}-${Array.from({ length: 8 }, () => 'ABCDEF'[randomInt(6)]).join('')}`;
}

function isCommand(word: string): word is NcCommand {
	return COMMANDS.some((command) => command === word);
}

function usage(problem: string) {
	return toolErrors('TOOL_USAGE', { program: 'NCclient', problem });
}
