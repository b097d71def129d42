import type { Site } from '../src/site/schema.ts';
import type { GeneratedFile } from './file.ts';

/** Written by the front-end into the shared directory; that every other host reads the same there proves the sharing. */
export function sharedMark(site: Site, hostName: string): readonly GeneratedFile[] {
	const file = markOf(site);
	return file === undefined || hostName !== site.cloud.host ? [] : [file];
}

/** The file that all hosts must see; undefined for a site that shares nothing. */
export function markOf(site: Site): Extract<GeneratedFile, { kind: 'file' }> | undefined {
	if (site.sharedDirectory === undefined) {
		return undefined;
	}

	const content = `Images of the cloud of ${site.cloud.host} lie here. Its hosts know by this file that they see the same directory.\n`;
	return { kind: 'file', path: `${site.sharedDirectory}/.eucalyptus-shared`, mode: 0o644, content };
}
