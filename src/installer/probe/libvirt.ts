import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

export const libvirt = defineProbe({
	title: 'libvirt',
	// The version is in the library's file name and a daemon that listens in a list of the kernel: virsh costs ten times
	// as much as the rest of the look, and its first call on a host makes libvirt write files.
	reads: [
		{
			files: '/proc/net/unix',
			awk: `if (/libvirt-sock$|virtqemud-sock$/ && $4 == "00010000" && libvirt_socket == "") {
				libvirt_socket = $NF; print "socket=" $NF
			}`,
		},
	],
	script: `
		for f in /usr/lib/*-linux-*/libvirt.so.0.* /usr/lib64/libvirt.so.0.* /usr/lib/libvirt.so.0.*; do
			[ -e "$f" ] && { echo "library=\${f##*/libvirt.so.}"; break; }
		done
		command -v virsh >/dev/null && echo virsh=Y
		{ command -v libvirtd || command -v virtqemud; } >/dev/null && echo daemon=Y
	`,
	schema: z.object({
		/** `0.9000.0` as the library is called. */
		library: answer.text.transform(libraryVersion),
		virsh: answer.flag,
		daemon: answer.flag,
		/** The socket that it listens at, '' if it does not. */
		socket: answer.text,
	}),
	judge(fact, { roles }): Found[] {
		if (!roles.includes('node')) {
			return [];
		}

		if (!fact.virsh || !fact.daemon) {
			return [{ id: 'NO_LIBVIRT' }];
		}

		return fact.socket === '' ? [{ id: 'LIBVIRT_SILENT' }] : [];
	},
	summary: (fact) =>
		fact.virsh ? `${fact.library || 'installed'}, ${fact.socket === '' ? 'not running' : 'running'}` : 'none yet',
});

/** libvirt 9.0.0 is in libvirt.so.0.9000.0, 0.10.2 in libvirt.so.0.10.2. */
function libraryVersion(file: string): string {
	const [zero = 0, middle = 0, patch = 0] = file.split('.').map(Number);
	return file === ''
		? ''
		: middle >= 1000
			? `${Math.floor(middle / 1000)}.${middle % 1000}.${patch}`
			: `${zero}.${middle}.${patch}`;
}
