import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

const schema = z
	.object({
		/** We run in Xen's domain 0. */
		xenDom0: answer.flag,
		xenVersion: answer.text,
		/** /dev/kvm is there and opens. */
		kvmDevice: answer.flag,
		/** Version of QEMU, '' if it is not installed. */
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

/**
 * On some machines /dev/kvm opens and every stock kernel hangs before its first byte, so KVM is believed only after a
 * kernel has spoken on its console. It panics for want of a root file system right after that, and the trial is over.
 */
export const hypervisor = defineProbe({
	title: 'hypervisor',
	script: `
		grep -qs control_d /proc/xen/capabilities && echo xenDom0=Y
		[ -r /sys/hypervisor/version/major ] && [ "$(cat /sys/hypervisor/type)" = xen ] &&
			echo "xenVersion=$(cat /sys/hypervisor/version/major).$(cat /sys/hypervisor/version/minor)"
		q=$(command -v qemu-system-x86_64) && echo "qemuVersion=$("$q" --version | sed -n '1s/.*version \\([0-9.]*\\).*/\\1/p')"
		[ -c /dev/kvm ] && (: <>/dev/kvm) 2>/dev/null && echo kvmDevice=Y || exit 0
		[ -n "$q" ] || exit 0
		for k in $kernels; do
			[ -r "$k" ] || continue
			echo "kvmKernel=$k"
			echo "kvmConsole=$(timeout -k 1 5 "$q" -accel kvm -m 128 -nodefaults -no-user-config -no-reboot -display none \\
				-monitor none -serial stdio -kernel "$k" -append 'console=ttyS0 panic=-1' 2>/dev/null |
				grep -am1 'Linux version' | tr -cd '[:print:]' | cut -c1-120)"
			break
		done
	`,
	schema,
	judge(fact, wish) {
		const found: Found[] = [];
		if (fact.xenDom0 || wish.hypervisorSettled === true) {
			return found;
		}

		if (fact.qemuVersion === '') {
			found.push({ id: fact.kvmDevice ? 'KVM_WITHOUT_QEMU' : 'NO_QEMU' });
		} else if (!fact.kvmDevice) {
			found.push({ id: 'NO_KVM' });
		} else if (fact.kvmKernel === '') {
			found.push({ id: 'KVM_NOT_TRIED' });
		} else if (fact.kvmConsole === '') {
			found.push({ id: 'KVM_HANGS', values: { kernel: fact.kvmKernel } });
		}

		return found;
	},
	summary: (fact) =>
		({
			xen: `Xen ${fact.xenVersion}, this is dom0`,
			kvm: `KVM, a guest has booted under it (${fact.kvmKernel}); QEMU ${fact.qemuVersion}`,
			qemu: `emulation by QEMU${fact.qemuVersion === '' ? ', not installed yet' : ` ${fact.qemuVersion}`}`,
		})[fact.choice],
});
