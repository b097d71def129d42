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

/**
 * One fact about a host. `script` is POSIX shell for hosts as old as CentOS 5 and as small as busybox: it finds
 * $eucalyptus, $instance_path, $system_root, $kernels, $shared and $token set, has `limit SECONDS PROGRAM…`, and prints
 * `key=value` lines, a key several times for a list. It writes nothing but those. `schema` makes the fact of them; `judge`
 * says what it means for us. A program that hangs is ended by the frame around all scripts (script.ts).
 */
export interface Probe<T> {
	readonly title: string;
	readonly script: string;
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
