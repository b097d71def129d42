import { join } from 'node:path';
import { run } from '../../../../../../src/common/run.ts';
import { attributes, filters, LAUNCH, TYPES, today } from './the-story.ts';

/** A program that tells the story: its command line up to the chapter, and what follows the name of the key pair. */
export interface Teller {
	readonly title: string;
	readonly command: readonly string[];
	readonly options?: readonly string[];
	/** How it proves who it is: by a secret key, or by a certificate. */
	readonly by: 'secret key' | 'certificate';
	/** As a user who may sign in the way of 2006. */
	readonly asOldUser?: boolean;
	/** What it tells differently or besides. Undefined: it has no word for that. */
	readonly but?: (name: string) => Readonly<Record<string, unknown>>;
}

const here = import.meta.dirname;
const python = (script: string) => ['/usr/bin/python3', join(here, script)];
const node = (script: string) => [process.execPath, '--no-deprecation', join(here, script)];
const byKey = { by: 'secret key' } as const;
const byCertificate = { by: 'certificate' } as const;
// the tools of 2008 import no key pairs; they merge two lists of images, and let in a group with three rules
const in2008 = (name: string) => ({
	...LAUNCH,
	imported: undefined,
	pairs: [name],
	deleted: [true],
	merged: 3,
	friends: [
		['tcp', '0', '65535', 'admin', 'default'],
		['udp', '0', '65535', 'admin', 'default'],
		['icmp', '-1', '-1', 'admin', 'default'],
	],
	friendsEnded: true,
});
const inSoap = (name: string) => ({ ...attributes(name), ...LAUNCH });
export const SDK = "Amazon's SDK for JavaScript";

// boto knows the state after an end by its name of 2009 only
const inBoto = (name: string) => ({ ...filters(name), ...TYPES });
const beforeOctober2009 = { but: (name: string) => ({ ...inBoto(name), ending: [null, null] }) };
const boto = [
	{ options: ['1', '2008-02-01'], asOldUser: true, ...beforeOctober2009 },
	{ options: ['2', '2008-05-05'], ...beforeOctober2009 },
	{ options: ['2', '2009-11-30'] },
	{ options: ['2', '2010-08-31'] },
	{ options: ['4', '2014-10-01'] },
].map((each) => ({
	...byKey,
	but: inBoto,
	...each,
	title: `boto ${each.options[1]}, signature ${each.options[0]}`,
	command: python('boto_client.py'),
}));

// it shows no user data and nobody's permissions; it terminates one at a time and says only that it did
const inLibcloud = (name: string) => ({
	...filters(name),
	...TYPES,
	userData: undefined,
	networks: [],
	limits: { 'max-instances': 2147483647, 'max-elastic-ips': 0, 'vpc-max-elastic-ips': 0 },
	ending: [true, true],
});

/** Every client; those in Java are compiled into `classes`. */
export const tellers = (classes: string): readonly Teller[] => [
	...boto,
	{ ...byKey, title: 'boto3', command: python('boto3_client.py'), but: today },
	{ ...byKey, title: 'libcloud', command: python('libcloud_client.py'), but: inLibcloud },
	{ ...byKey, title: "Amazon's command line", command: node('cli-client.ts'), but: today },
	{ ...byKey, title: SDK, command: node('aws-sdk-client.ts'), but: today },
	...['2008-02-01', '2008-05-05', '2016-11-15'].flatMap((version) => [
		{ ...byCertificate, title: `zeep ${version}`, command: python('zeep_client.py'), options: [version], but: inSoap },
		{
			...byCertificate,
			title: `npm's soap ${version}`,
			command: node('soap-client.ts'),
			options: [version],
			but: inSoap,
		},
	]),
	...[
		['2008-02-01', 'chunked'],
		['2008-05-05', 'whole'],
	].map((options) => ({
		...byCertificate,
		title: `WSS4J ${options.join(', ')}`,
		command: ['/usr/bin/java', '-cp', [...JARS, classes].join(':'), 'Ec2Tools'],
		options,
		but: in2008,
	})),
];

const JARS = ['wss4j', 'xmlsec', 'commons-logging', 'commons-codec', 'slf4j-api', 'slf4j-jdk14'].map(
	(name) => `/usr/share/java/${name}.jar`,
);

/** Compiles the client in Java against the libraries of Debian's packages. */
export async function compileJavaClient(classes: string): Promise<void> {
	const sources = ['SignedSoap', 'Ec2Tools'].map((name) => join(here, `wss4j/${name}.java`));
	const libraries = ['-cp', JARS.join(':')];
	await run('/usr/bin/javac', ['-nowarn', '-encoding', 'UTF-8', '-d', classes, ...libraries, ...sources]);
}
