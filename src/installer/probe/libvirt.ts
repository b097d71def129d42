import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

export const libvirt = defineProbe({
	title: 'libvirt',
	script: `
		v=$(command -v virsh) && echo "virsh=$("$v" --version)"
		command -v libvirtd >/dev/null && echo daemon=Y
		u=qemu:///system; grep -qs control_d /proc/xen/capabilities && u=xen:///system
		echo "uri=$u"
		[ -n "$v" ] || exit 0
		if p=$(timeout 5 "$v" -c "$u" version --daemon 2>&1 </dev/null); then echo answers=Y
		else echo "problem=$(printf '%s' "$p" | tail -n 1)"; fi
	`,
	schema: z.object({
		/** Version of virsh, '' if it is not installed. */
		virsh: answer.text,
		daemon: answer.flag,
		uri: answer.text,
		answers: answer.flag,
		problem: answer.text,
	}),
	judge(fact): Found[] {
		if (fact.virsh === '' || !fact.daemon) {
			return [{ id: 'NO_LIBVIRT' }];
		}

		return fact.answers ? [] : [{ id: 'LIBVIRT_SILENT', values: { uri: fact.uri, problem: fact.problem } }];
	},
	summary: (fact) =>
		fact.virsh === '' ? 'none yet' : `${fact.virsh}, ${fact.uri} ${fact.answers ? 'answers' : 'does not answer yet'}`,
});
