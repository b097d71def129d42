import { baseName } from './kroll.ts';
import type { Section } from './node-file.ts';

export interface RunRollOptions {
	readonly rolls: readonly string[];
	readonly rocks: '6.2' | '7.0';
	readonly rpms: { readonly files: readonly string[] };
	/** Where yum finds the distribution: `http://cloud.example.org/install/rocks-dist/x86_64/RedHat/RPMS`. */
	readonly url: string;
}

/** What `rocks run roll ROLL…` of 6.2 and 7.0 prints for the sections of the front-end. */
export function runRollScript(sections: readonly Section[], { rolls, rocks, rpms, url }: RunRollOptions): string {
	const ours = sections.filter(({ roll }) => roll !== undefined && rolls.includes(roll));
	const names = ours.filter(({ kind }) => kind === 'package').map(({ text, attributes }) => yumWord(text, attributes));
	const sorted = [...new Set(names)].sort();
	const posts = ours.filter(
		({ kind, attributes }) =>
			(kind === 'post' || kind === 'configure') && !(attributes['arg'] ?? '').includes('--nochroot'),
	);
	return [
		'#!/bin/sh',
		'yum clean all',
		...(rocks === '7.0'
			? sorted.length > 0
				? [`yum --nogpgcheck -y install ${sorted.join(' ')}`]
				: []
			: sorted.flatMap(oneByOne(rpms.files, url))),
		...posts.map((post, index) => ownScript(post, index)),
		'',
	].join('\n');
}

function yumWord(text: string, { type, disable }: Readonly<Record<string, string>>): string {
	const name = text.trim();
	return disable !== undefined ? `-${name}` : type === 'meta' ? `@${name}` : name;
}

/** 6.2 prints only what lies in the distribution, and falls back to rpm. */
function oneByOne(files: readonly string[], url: string): (name: string) => string[] {
	return (name) => {
		const file = files.find((candidate) => baseName(candidate) === name);
		return file === undefined
			? []
			: [
					`yum install ${name}`,
					'[ $? -ne 0 ] && \\',
					'echo "# YUM failed - trying with RPM" && \\',
					`rpm -Uvh --force --nodeps ${url}/${file}`,
					'',
				];
	};
}

function ownScript({ node, text, attributes }: Section, index: number): string {
	const interpreter = attributes['interpreter'] ?? '/bin/bash';
	const path = `/tmp/tmpRocks${index}`;
	const log = (edge: string) => `echo "./nodes/${node}.xml: ${edge} post section" >> /var/log/rocks-install.log`;
	return [
		log('begin'),
		`cat > ${path} << 'ROCKS-KS-POST'`,
		`#!${interpreter}`,
		text,
		'ROCKS-KS-POST',
		`chmod +x ${path}`,
		path,
		`rm -f ${path}`,
		log('end'),
	].join('\n');
}
