import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found, type Wish } from './probe.ts';

const schema = z
	.object({
		/** We run in Xen's domain 0. */
		xenDom0: answer.flag,
		xenVersion: answer.text,
		/** The program that steers Xen: xl, or xm before Xen 4. */
		xenTool: answer.text,
		/** The processor's flag for it: vmx, svm, or ''. A Xen dom0 and many virtual machines hide it. */
		virtualization: answer.text,
		/** /dev/kvm is there and opens. */
		kvmDevice: answer.flag,
		/** Path of QEMU, '' if it is not installed. */
		qemu: answer.text,
		qemuVersion: answer.text,
		/** The kernel that a trial guest was booted with under KVM. */
		kvmKernel: answer.text,
		/** First line of that guest's console, '' if it never said anything. */
		kvmConsole: answer.text,
	})
	.transform((fact) => ({ ...fact, choice: chooseHypervisor(fact) }));

/** Xen where we are its dom0, KVM where a guest has really booted under it, emulation everywhere else. */
function chooseHypervisor(fact: { xenDom0: boolean; kvmConsole: string }): 'xen' | 'kvm' | 'qemu' {
	if (fact.xenDom0) {
		return 'xen';
	}

	return fact.kvmConsole === '' ? 'qemu' : 'kvm';
}

/** What the site names, else what was found; undefined where there is none. */
export function hypervisorName(
	{ choice, qemu }: { readonly choice: keyof typeof NAMES; readonly qemu: string },
	wish: Wish,
): string | undefined {
	const kind = wish.hypervisor ?? choice;
	return kind !== 'xen' && qemu === '' ? undefined : NAMES[kind];
}

const NAMES = { xen: 'Xen', kvm: 'KVM', qemu: 'QEMU' };

/**
 * On some machines /dev/kvm opens and every stock kernel hangs before its first byte, so KVM is believed only after a
 * kernel has spoken on its console. It panics for want of a root file system right after that, and the trial is over.
 */
export const hypervisor = defineProbe({
	title: 'hypervisor',
	// Debian's list of packages knows the version for a tenth of what starting QEMU costs.
	packages: ['qemu-system-x86'],
	reads: [
		{
			files: '/proc/cpuinfo',
			awk: `if (/^flags[ \\t]*:/ && hypervisor_flag == "") {
				for (i = 3; i <= NF; i++) if ($i == "vmx" || $i == "svm") { hypervisor_flag = $i; print "virtualization=" $i; break }
			}`,
		},
		{ files: '/proc/xen/capabilities', awk: 'if (/control_d/) print "xenDom0=Y"' },
	],
	script: `
		if [ -r /sys/hypervisor/version/major ] && read -r t </sys/hypervisor/type && [ "$t" = xen ]; then
			read -r major </sys/hypervisor/version/major; read -r minor </sys/hypervisor/version/minor
			echo "xenVersion=$major.$minor"
		fi
		for t in xl xm; do command -v $t >/dev/null && { echo "xenTool=$t"; break; }; done
		q=
		for t in qemu-system-x86_64 qemu-kvm /usr/libexec/qemu-kvm; do find_program $t && { q=$program; break; }; done
		if [ -n "$q" ]; then
			echo "qemu=$q"
			[ "$q" = /usr/bin/qemu-system-x86_64 ] && packaged qemu-system-x86 ||
				{ version=$("$q" --version); version=\${version#*version }; version=\${version%%[!0-9.]*}; }
			echo "qemuVersion=$version"
		fi
		[ -c /dev/kvm ] && (: <>/dev/kvm) && echo kvmDevice=Y || return 0
		[ -n "$q" ] || return 0
		for k in $kernels; do
			[ -r "$k" ] || continue
			echo "kvmKernel=$k"
			echo "kvmConsole=$(limit 5 "$q" -accel kvm -m 128 -nodefaults -no-user-config -no-reboot -display none \\
				-monitor none -serial stdio -kernel "$k" -append 'console=ttyS0 panic=-1' 2>/dev/null |
				grep -m1 'Linux version' | tr -cd '[:print:]' | cut -c1-120)"
			break
		done
	`,
	schema,
	judge(fact, wish) {
		const found: Found[] = [];
		if (!wish.roles.includes('node') || fact.xenDom0) {
			return found;
		}

		if (fact.qemu === '' && !fact.kvmDevice) {
			return [{ id: 'NO_VIRTUALIZATION' }];
		}

		if (wish.hypervisor !== undefined) {
			return found;
		}

		if (fact.qemu === '') {
			found.push({ id: 'KVM_WITHOUT_QEMU' });
		} else if (!fact.kvmDevice) {
			found.push({ id: fact.virtualization === '' ? 'NO_KVM' : 'KVM_OFF', values: { flag: fact.virtualization } });
		} else if (fact.kvmKernel === '') {
			found.push({ id: 'KVM_NOT_TRIED' });
		} else if (fact.kvmConsole === '') {
			found.push({ id: 'KVM_HANGS', values: { kernel: fact.kvmKernel } });
		}

		return found;
	},
	summary(fact) {
		const qemu = fact.qemu === '' ? '' : `QEMU ${fact.qemuVersion}`;
		return {
			xen: `Xen ${fact.xenVersion}, this is dom0, steered by ${fact.xenTool || 'libvirt'}`,
			kvm: `KVM, a guest has booted under it (${fact.kvmKernel}); ${qemu}`,
			qemu: qemu === '' ? 'none yet' : `emulation by ${qemu}`,
		}[fact.choice];
	},
});
