import { renderConfig } from '../../../../common/template.ts';
import type { DomainSpec } from '../driver.ts';

/** Kinds of virtual machines, the wanted one first: QEMU before 1.4 has only the second. */
export type Machine = 'q35' | 'pc';

/** A full virtual machine with virtio devices and direct kernel boot; `qemu` is emulation. Disks: vda root, vdb, vdc. */
export function qemuDomainXml(spec: DomainSpec, domainType: 'kvm' | 'qemu', machine: Machine = 'q35'): string {
	return renderConfig('hypervisor/qemu.xml', { ...values(spec), domainType, machine, isKvm: domainType === 'kvm' });
}

/** The toolstack names disks in its own way: today's libxl `xvda`, the xend of 2008 `sda` (spec §3.10). */
export type XenToolstack = 'libxl' | 'xend';

/** A paravirtual guest. */
export function xenDomainXml(spec: DomainSpec, toolstack: XenToolstack): string {
	const names = toolstack === 'libxl' ? { diskPrefix: 'xvda', diskBus: 'xen' } : { diskPrefix: 'sda', diskBus: 'scsi' };
	return renderConfig('hypervisor/xen.xml', {
		...values(spec),
		...names,
		arch: ARCH,
		vifScript: '/etc/xen/scripts/vif-bridge',
	});
}

/** Guests are of the kind of their host. */
const ARCH = process.arch === 'ia32' ? 'i686' : 'x86_64';

/** KiB is what a number without a unit means, and libvirt before 0.9.11 knows no units. */
function values(spec: DomainSpec) {
	return { ...spec, memoryKb: spec.memoryMb * 1024 };
}
