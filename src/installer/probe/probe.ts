import type * as z from 'zod';
import type { Role } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import type { FindingId } from './findings.ts';

/** What the probe has to know before it looks: what the host is for, and where things will be put. */
export interface Wish {
	/** What will run on the host; what it does not need is not asked of it. */
	readonly roles: readonly Role[];
	/** The only machine of its site: instances get a bridge of their own, and nobody else's clock or name matters. */
	readonly alone: boolean;
	/** The Node.js that will be brought has its C library with it: the host's own does not matter. */
	readonly ownLibraries: boolean;
	readonly eucalyptus: string;
	readonly systemRoot: string;
	readonly instancePath: string;
	/** The bridge that instances are plugged into, where it is not ours to make; '' for any that reaches a wire. */
	readonly bridge?: string;
	/** Who gives addresses to instances; undefined while nobody has decided. */
	readonly network?: 'SYSTEM' | 'STATIC';
	/** A directory that all hosts shall see. */
	readonly sharedDirectory?: string;
	/** What apply mounts there, as mount(8) names it; undefined where it mounts nothing. */
	readonly sharedFrom?: string;
	readonly ports: readonly WantedPort[];
	/** Kernels that a trial guest may be booted with, on the host; shell patterns are expanded there. */
	readonly kernels: readonly string[];
	/** Where the site names it, no trial guest is booted and none of its findings are made. */
	readonly hypervisor: Site['nodeDefaults']['hypervisor'];
}

export interface WantedPort {
	readonly port: number;
	/** What of ours listens there. */
	readonly what: string;
	/** The option of euca-setup that chooses another. */
	readonly option: string;
}

/** Something that a fact gives reason to say; the words are in the catalogue. */
export interface Found {
	readonly id: FindingId;
	readonly values?: Readonly<Record<string, string | number>>;
}

/** Lines of files, on which one awk for all probes works: what it prints are the probe's `key=value` lines. */
export interface Reading {
	/** Paths and patterns of them, for the shell; what is not there is left out. */
	readonly files: string;
	/**
	 * What is done with each line. It finds `host` (the host's name), `names` (those that are asked about) and `shared` set.
	 * Variables are those of all readings, so each begins with the probe's name; no quotes of the shell.
	 */
	readonly awk: string;
	/** What is done behind all lines of all files. */
	readonly end?: string;
}

/**
 * One fact about a host, told by files or by programs. `script` is the body of a function in POSIX shell for hosts as old
 * as CentOS 5 and as small as busybox: it finds $eucalyptus, $instance_path, $system_root, $kernels, $shared, $token, $wanted_ports, $nl (a
 * line end) and $said (what the readings have printed) set, has `limit SECONDS PROGRAM…`, `find_program NAME` (sets $program) and `packaged NAME`, and prints
 * `key=value` lines, a key several times for a list. It writes nothing but those. What it does in a directory that may be on a file server
 * it does in a subshell, so that it can be ended (script.ts). `schema` makes the fact of them; `judge` says what it means
 * for us.
 */
export interface Probe<T> {
	readonly title: string;
	readonly reads?: readonly Reading[];
	/** Of Debian: `packaged NAME` sets $version to the version of one that is installed. */
	readonly packages?: readonly string[];
	readonly script?: string;
	readonly schema: z.ZodType<T>;
	judge(fact: T, wish: Wish): readonly Found[];
	/** The fact in a few words, for the table. */
	summary(fact: T): string;
}

/** Lets a probe be written as one literal whose `judge` and `summary` know the type of its schema. */
export function defineProbe<T>(probe: Probe<T>): Probe<T> {
	return probe;
}

/** The `key=value` lines of a probe's answer: every key maps to all its values. */
export function answerOf(text: string): Record<string, string[]> {
	const answer: Record<string, string[]> = {};
	for (const line of text.split('\n')) {
		const equals = line.indexOf('=');
		const key = line.slice(0, Math.max(equals, 0));
		if (/^\w+$/.test(key)) {
			const values = answer[key];
			const value = line.slice(equals + 1).trim();
			if (Array.isArray(values)) {
				values.push(value);
			} else {
				answer[key] = [value];
			}
		}
	}

	return answer;
}
