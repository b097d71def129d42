import { readFile } from 'node:fs/promises';
import { load, YAMLException } from 'js-yaml';
import { messageOf } from '../common/errors.ts';
import { checkSite } from './check.ts';
import { siteErrors } from './errors.ts';
import { expand, shorten } from './plain-lines.ts';
import type { SiteProblem } from './problem.ts';
import { type Site, siteSchema } from './schema.ts';
import { problemsOf } from './schema-problems.ts';

/** 10 000 nodes with an entry each are about 2 MB. */
const LIMIT = 16 * 1024 * 1024;

/** Reads site.yaml, checks it, fills in every default. Errors: the SITE_ ones of errors.ts. */
export async function loadSite(path: string): Promise<Site> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
		throw siteErrors(missing ? 'SITE_MISSING' : 'SITE_UNREADABLE', { path }, { cause: error });
	}

	return parseSite(text, path);
}

/** The site that a YAML text describes; `path` is for messages. */
export function parseSite(text: string, path: string): Site {
	const bytes = Buffer.byteLength(text);
	if (bytes > LIMIT) {
		throw siteErrors('SITE_TOO_LARGE', { path, bytes, limit: LIMIT });
	}

	return plainSite(text) ?? validSite(parseYaml(text, path), path);
}

/** As parseSite, where the text names many hosts and nothing is wrong; who reads it line by line says what is. */
function plainSite(text: string): Site | undefined {
	const short = shorten(text);
	if (short.lines.size === 0) {
		return undefined;
	}

	const site = shapeOf(short.text);
	const all = site === undefined ? undefined : expand(site, short);
	return all === undefined || checkSite(all).length > 0 ? undefined : all;
}

/** What a text says, if each key has its form; what spans several keys is not looked at. */
export function shapeOf(text: string): Site | undefined {
	try {
		return siteSchema.safeParse(load(text)).data;
	} catch {
		return undefined;
	}
}

/** Checks data from any source: form first, then what spans several keys. */
export function validSite(data: unknown, path: string): Site {
	const result = siteSchema.safeParse(data);
	const problems = result.success ? checkSite(result.data) : problemsOf(result.error, data);
	if (!result.success || problems.length > 0) {
		throw siteErrors('SITE_INVALID', { path, problems: listed(problems) });
	}

	return result.data;
}

function parseYaml(text: string, path: string): unknown {
	try {
		return load(text, { filename: path });
	} catch (error) {
		const mark = error instanceof YAMLException ? error.mark : undefined;
		const problem = error instanceof YAMLException ? error.reason : messageOf(error);
		throw siteErrors('SITE_YAML', { path, line: (mark?.line ?? 0) + 1, problem });
	}
}

/** A wrong key in each of 10 000 entries is one mistake: the first twenty lines say enough. */
function listed(problems: readonly SiteProblem[]): string {
	const lines = problems.slice(0, 20).map(({ key, problem }) => `  ${key}: ${problem}`);
	return [...lines, ...(problems.length > 20 ? [`  … and ${problems.length - 20} more`] : [])].join('\n');
}
