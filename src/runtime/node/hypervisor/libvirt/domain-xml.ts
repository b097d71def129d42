import { renderConfig } from '../../../../common/template.ts';
import type { DomainSpec } from '../driver.ts';

/** A full virtual machine with virtio devices and direct kernel boot; `qemu` is emulation. Disks: vda root, vdb, vdc. */
export function qemuDomainXml(spec: DomainSpec, domainType: 'kvm' | 'qemu'): string {
	return renderConfig('hypervisor/qemu.xml', { ...spec, domainType, isKvm: domainType === 'kvm' });
}

/** The toolstack names disks in its own way: today's libxl `xvda`, the xend of 2008 `sda` (spec §3.10). */
export type XenToolstack = 'libxl' | 'xend';

/** A paravirtual guest. */
export function xenDomainXml(spec: DomainSpec, toolstack: XenToolstack): string {
	const names = toolstack === 'libxl' ? { diskPrefix: 'xvda', diskBus: 'xen' } : { diskPrefix: 'sda', diskBus: 'scsi' };
	return renderConfig('hypervisor/xen.xml', { ...spec, ...names, vifScript: '/etc/xen/scripts/vif-bridge' });
}
