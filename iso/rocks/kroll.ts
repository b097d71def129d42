import { fileScript } from './file-element.ts';
import type { Section } from './node-file.ts';

export interface KrollOptions {
	/** The rolls that are asked for. */
	readonly rolls: readonly string[];
	readonly rocks: string;
	/** Directory of the distribution's RPMs, and the file names there. */
	readonly rpms: { readonly directory: string; readonly files: readonly string[] };
}

/** What `kroll ROLL…` of Rocks V prints for the sections of the front-end. */
export function krollScript(sections: readonly Section[], { rolls, rocks, rpms }: KrollOptions): string {
	const ours = sections.filter(({ roll }) => roll !== undefined && rolls.includes(roll));
	const nodes = [...new Set(ours.map(({ node }) => node))];
	const packages = ours.filter(({ kind, attributes }) => kind === 'package' && isPlain(attributes));
	const posts = ours.filter(({ kind }) => kind === 'post');
	return [
		'#!/bin/sh',
		'#',
		`# Rocks Dist version ${rocks}`,
		'#',
		'#',
		'# Node Traversal Order',
		'#',
		...nodes.map((node) => `# ${node}`),
		'#',
		'',
		'#',
		'# Kickstart Packages Section',
		'#',
		...packages.flatMap(({ text }) =>
			rpms.files
				.filter((file) => baseName(file) === text.trim())
				.map((file) => `rpm -Uvh --force --nodeps  ${rpms.directory}/${file}`),
		),
		'',
		'#',
		'# Kickstart Post Section',
		'#',
		...posts.flatMap((post) => [
			'# ',
			marker(post, 'begin'),
			`# ${post.attributes['arg'] ?? ''}`,
			post.text,
			marker(post, 'end'),
		]),
		'',
	].join('\n');
}

function isPlain(attributes: Readonly<Record<string, string>>): boolean {
	return attributes['type'] !== 'meta' && attributes['disable'] === undefined;
}

function marker({ node }: Section, edge: 'begin' | 'end'): string {
	const body = `\n./nodes/${node}.xml: ${edge} post section\n`;
	const file = { name: '/root/install.log', mode: 'append', owner: undefined, perms: undefined, isExpanded: false };
	return fileScript({ ...file, body });
}

/** `<base>-<version>-<release>.<arch>.rpm`, split from the right as Rocks does; undefined for other names. */
export function baseName(file: string): string | undefined {
	return /^(.+)-[^-]+-[^-]+\.[^.]+\.rpm$/.exec(file)?.[1];
}
