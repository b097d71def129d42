import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { load } from 'js-yaml';
import * as z from 'zod';
import { messageOf } from '../../common/errors.ts';
import { HOST_NAME, HOST_NAME_FORM } from '../../common/host-name.ts';
import { cliErrors } from './errors.ts';
import { sshPort, sshUser } from './ssh-options.ts';

const DEFAULT_PREFIX = '/opt/eucalyptus-1.1';

const hostName = z.string().regex(HOST_NAME, {
	error: ({ input }) =>
		`must be a host name or an IPv4 address: ${HOST_NAME_FORM}; ${JSON.stringify(input)} is neither`,
});
const port = z.coerce.number('must be a port number').int().min(1).max(65_535);
const directory = z
	.string()
	.transform((path) => resolve(path))
	.pipe(z.string().regex(/^\/[A-Za-z0-9._/+@-]*$/, 'must be a directory of letters, digits and . _ - + @'));
/** Names with blanks or commas between them, or a list of them. */
const hostNames = z
	.union([z.string(), z.array(z.coerce.string())], 'must be host names with blanks between, or a list of them')
	.transform((names) =>
		[names]
			.flat()
			.flatMap((text) => text.split(/[\s,]+/))
			.filter((name) => name !== ''),
	)
	.pipe(z.array(hostName))
	.transform((names) => [...new Set(names)]);
/** `10.1.1.10-10.1.1.50` */
const addressRange = z
	.string()
	.transform((text) => text.split('-').map((part) => part.trim()))
	.pipe(z.tuple([z.ipv4(), z.ipv4()], 'must be two IPv4 addresses such as 10.1.1.10-10.1.1.50'))
	.refine(([from, to]) => number(from) <= number(to), 'must begin with the lower address');

/** Every answer that makes a site, with the checks of its form. The flags of euca-setup and the answers file have the same names. */
export const answersSchema = z.object({
	frontEnd: hostName.optional(),
	nodes: hostNames.optional(),
	zone: z
		.string()
		.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be a short name of letters, digits, dots and hyphens')
		.optional(),
	prefix: directory.optional(),
	systemRoot: directory.optional(),
	instancePath: directory.optional(),
	sharedDirectory: directory.optional(),
	network: z
		.string()
		.transform((mode) => mode.toUpperCase())
		.pipe(z.enum(['SYSTEM', 'STATIC'], 'must be SYSTEM (the DHCP server of the site) or STATIC (ours)'))
		.optional(),
	addresses: addressRange.optional(),
	cloudPort: port.optional(),
	webPort: port.optional(),
	clusterPort: port.optional(),
	nodePort: port.optional(),
	sshUser: sshUser.optional(),
	sshPort: sshPort.optional(),
	legacySsh: z.boolean('must be true or false').optional(),
});

export type Answers = z.output<typeof answersSchema>;

/** Reads a file of answers: YAML (so JSON too) with the names of the options, `front-end: head`. Unknown names are refused. */
export async function readAnswers(path: string): Promise<Record<string, unknown>> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		throw cliErrors('CLI_FILE_UNREADABLE', { path }, { cause: error });
	}

	let data: unknown;
	try {
		data = load(text);
	} catch (error) {
		throw cliErrors('CLI_ANSWERS', { path, problem: messageOf(error).split('\n')[0] ?? '' }, { cause: error });
	}

	if (typeof data !== 'object' || data === null || Array.isArray(data)) {
		throw cliErrors('CLI_ANSWERS', { path, problem: 'it must hold lines such as "front-end: head"' });
	}

	return Object.fromEntries(
		Object.entries(data).flatMap(([name, value]) => {
			const key = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
			if (!(key in answersSchema.shape)) {
				const known = Object.keys(answersSchema.shape).map(dashed).join(', ');
				throw cliErrors('CLI_ANSWERS', {
					path,
					problem: `it names ${JSON.stringify(name)}, which nobody asks; known are ${known}`,
				});
			}

			return value === null ? [] : [[key, typeof value === 'number' ? String(value) : value]];
		}),
	);
}

/** `frontEnd` is typed as `front-end`. */
export function dashed(key: string): string {
	return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What is taken where nobody says anything. */
export function defaultAnswers(
	given: Answers,
): Answers & { readonly frontEnd: string; readonly prefix: string; readonly instancePath: string } {
	const frontEnd = given.frontEnd ?? hostname();
	const prefix = given.prefix ?? DEFAULT_PREFIX;
	const instancePath =
		given.instancePath ??
		(prefix === DEFAULT_PREFIX ? '/usr/local/eucalyptus/instances' : join(prefix, 'var/eucalyptus/instances'));
	return { ...given, frontEnd, prefix, instancePath };
}

function number(address: string): number {
	return ipaddr.IPv4.parse(address).octets.reduce((value, octet) => value * 256 + octet, 0);
}
