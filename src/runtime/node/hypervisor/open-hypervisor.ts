import type { Conf } from '../../../conf/keys.ts';
import type { Hypervisor } from './driver.ts';
import { hypervisorErrors } from './errors.ts';
import { qemuHypervisor } from './libvirt/qemu.ts';
import { xenHypervisor } from './libvirt/xen.ts';

/** The driver for HYPERVISOR. */
export async function openHypervisor(kind: Conf['HYPERVISOR'], node: string): Promise<Hypervisor> {
	switch (kind) {
		case 'xen':
			return xenHypervisor();
		case 'kvm':
		case 'qemu':
			return qemuHypervisor(kind);
		case 'not_configured':
			throw hypervisorErrors('HYPERVISOR_UNSET', { node });
	}
}
