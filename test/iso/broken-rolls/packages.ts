import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inEntry } from '../support/edit-rpm.ts';
import { modernRpm } from '../support/modern-rpm.ts';
import type { RollWorkshop } from '../support/tiny-roll.ts';
import { tinyPackage } from '../support/tiny-roll.ts';
import { addPackage, type BrokenRoll, rpmFile, rpms } from './broken-roll.ts';

/** Changes the bytes of a package. */
const inBytes = (name: string, change: (bytes: Buffer) => Buffer) => (workshop: RollWorkshop) => {
	const file = rpmFile(workshop, name);
	writeFileSync(file, change(readFileSync(file)));
};

const MD5_TAG = 1004;
const BUILD_TIME_TAG = 1006;
const GROUP_TAG = 1016;

/** Rows 4 to 7: the packages. */
export const brokenPackages: readonly BrokenRoll[] = [
	{
		how: 'a package lies in a sub-directory',
		rule: 'rpm-place',
		tree: (workshop) => {
			mkdirSync(join(rpms(workshop), 'more'));
			renameSync(rpmFile(workshop, 'eucalyptus-nc'), join(rpms(workshop), 'more/eucalyptus-nc-1.1-1.x86_64.rpm'));
		},
	},
	{
		how: 'a file has another name than the package in it',
		rule: 'rpm-name',
		tree: (workshop) =>
			renameSync(rpmFile(workshop, 'eucalyptus-nc'), join(rpms(workshop), 'eucalyptus-nc-1.2-1.x86_64.rpm')),
	},
	{
		how: 'a package is cut off',
		rule: 'rpm-readable',
		also: ['package-known'],
		tree: (workshop) => truncateSync(rpmFile(workshop, 'eucalyptus-nc'), 400),
	},
	{
		how: 'digests are SHA-256',
		rule: 'rpm-digests',
		also: ['rpm-features'],
		tree: (w) => modernRpm(rpms(w), { digest: '8' }),
	},
	{
		how: 'the payload is xz',
		rule: 'rpm-payload',
		also: ['rpm-features'],
		tree: (w) => modernRpm(rpms(w), { payload: 'w6.xzdio' }),
	},
	{
		how: 'the payload is zstd, for 7.0',
		rule: 'rpm-payload',
		also: ['rpm-features'],
		rocks: '7.0',
		tree: (w) => modernRpm(rpms(w), { payload: 'w3.zstdio' }),
	},
	{
		how: 'a dependency is a choice',
		rule: 'rpm-dependencies',
		also: ['rpm-features'],
		tree: (w) => modernRpm(rpms(w), { requires: '(httpd or apache2)' }),
	},
	{
		how: 'a version has a tilde',
		rule: 'rpm-dependencies',
		also: ['rpm-features'],
		tree: (w) => modernRpm(rpms(w), { version: '1.1~rc1' }),
	},
	{
		how: 'a package wants a newer C library',
		rule: 'rpm-symbols',
		tree: addPackage({ ...tinyPackage('eucalyptus-extra', 'x86_64'), requires: ['libc.so.6(GLIBC_2.28)(64bit)'] }),
	},
	{
		how: 'a package is for another architecture',
		rule: 'rpm-arch',
		tree: addPackage(tinyPackage('eucalyptus-extra', 'i386')),
	},
	{
		how: 'a package is there in two versions',
		rule: 'rpm-once',
		tree: addPackage({ ...tinyPackage('eucalyptus-nc', 'x86_64'), version: '1.0' }),
	},
	{
		how: 'the roll brings its own libvirt',
		rule: 'rpm-foreign-name',
		tree: addPackage(tinyPackage('libvirt', 'x86_64')),
	},
	{
		how: 'there is no package at all',
		rule: 'rpm-present',
		also: ['kickstart-one'],
		tree: (workshop) => {
			for (const file of readdirSync(rpms(workshop))) {
				rmSync(join(rpms(workshop), file));
			}
		},
	},
	{
		how: 'a number has 64 bits',
		rule: 'rpm-tag-types',
		also: ['rpm-intact'],
		tree: (workshop) => inEntry(rpmFile(workshop, 'eucalyptus-nc'), { of: 'header', tag: BUILD_TIME_TAG }, { type: 5 }),
	},
	{
		how: 'the signature has no MD5',
		rule: 'rpm-signature',
		tree: (workshop) => inEntry(rpmFile(workshop, 'eucalyptus-nc'), { of: 'signature', tag: MD5_TAG }, { tag: 1099 }),
	},
	{
		how: 'a package belongs to no group',
		rule: 'rpm-identity',
		also: ['rpm-intact'],
		tree: (workshop) => inEntry(rpmFile(workshop, 'eucalyptus-nc'), { of: 'header', tag: GROUP_TAG }, { tag: 1999 }),
	},
	{
		how: 'a package lacks its last byte',
		rule: 'rpm-intact',
		tree: inBytes('eucalyptus-nc', (bytes) => bytes.subarray(0, -1)),
	},
	{
		how: 'a bit of a payload has turned over',
		rule: 'rpm-intact',
		tree: inBytes('eucalyptus-nc', (bytes) =>
			Buffer.from(bytes.map((byte, at) => (at === bytes.length - 20 ? byte ^ 1 : byte))),
		),
	},
	{
		how: 'a letter of a header has changed',
		rule: 'rpm-intact',
		tree: inBytes('eucalyptus-nc', (bytes) =>
			Buffer.from(bytes.toString('latin1').replace('A stand', 'B stand'), 'latin1'),
		),
	},
	{
		how: 'a package is empty',
		rule: 'rpm-readable',
		also: ['package-known'],
		tree: inBytes('eucalyptus-nc', () => Buffer.alloc(0)),
	},
	{
		how: 'a header names data beyond its end',
		rule: 'rpm-readable',
		also: ['package-known'],
		tree: (workshop) =>
			inEntry(rpmFile(workshop, 'eucalyptus-nc'), { of: 'header', tag: BUILD_TIME_TAG }, { offset: 0x7fff_fff0 }),
	},
	{
		how: 'the node controller requires what nobody has',
		rule: 'rpm-requires',
		tree: addPackage({ ...tinyPackage('eucalyptus-nc', 'x86_64'), requires: ['eucalyptus', 'euca-axis2c'] }),
	},
	{
		how: 'the cloud controller of 7.0 requires another build of the tools',
		rule: 'rpm-requires',
		rocks: '7.0',
		tree: addPackage({ ...tinyPackage('eucalyptus-cloud', 'x86_64'), requires: ['eucalyptus = 1.1-2'] }),
	},
	{
		how: 'the cluster controller of 7.0 requires newer tools',
		rule: 'rpm-requires',
		rocks: '7.0',
		tree: addPackage({ ...tinyPackage('eucalyptus-cc', 'x86_64'), requires: ['eucalyptus >= 1.10'] }),
	},
	{
		how: 'a scriptlet lacks a "fi"',
		rule: 'rpm-scriptlets',
		tree: addPackage({
			...tinyPackage('eucalyptus-nc', 'x86_64', ['eucalyptus']),
			scriptlets: { preun: 'if true; then :' },
		}),
	},
	{
		how: 'a scriptlet of 5.0 speaks bash 4',
		rule: 'rpm-scriptlets',
		tree: addPackage({
			...tinyPackage('eucalyptus-nc', 'x86_64', ['eucalyptus']),
			scriptlets: { post: 'true &>> /tmp/x' },
		}),
	},
	{
		how: 'a trigger lacks a "fi"',
		rule: 'rpm-scriptlets',
		tree: (w) =>
			modernRpm(rpms(w), { lines: ['%triggerin -- httpd', 'true', '%triggerun -- httpd', 'if true; then :'] }),
	},
	{
		how: 'a file belongs to a user whom nobody makes',
		rule: 'rpm-owners',
		tree: (w) => modernRpm(rpms(w), { owner: 'eucalyptus' }),
	},
	{
		how: 'a package declares one of the distribution obsolete',
		rule: 'rpm-obsoletes',
		rocks: '7.0',
		tree: (w) => modernRpm(rpms(w), { lines: ['Obsoletes: libvirt < 99'] }),
	},
];
