import { join } from 'node:path';
import { run } from '../../../../common/run.ts';
import type { Hypervisor } from '../driver.ts';
import { tailOf } from './console-tail.ts';
import { qemuDomainXml } from './domain-xml.ts';
import { libvirtHypervisor } from './driver.ts';
import { newestMachine } from './newest-machine.ts';
import { virsh } from './virsh.ts';

const URI = 'qemu:///system';
/** What a small host system needs beside its instances: 32 MB as the original, and 196 as its least dom0. */
const RESERVE_MB = 228;

/** QEMU, with the processor's help (`kvm`) or by emulation (`qemu`). */
export async function qemuHypervisor(kind: 'kvm' | 'qemu'): Promise<Hypervisor> {
	const machine = await newestMachine(URI);
	return libvirtHypervisor({
		kind,
		uri: URI,
		logDirectory: '/var/log/libvirt/qemu',
		rootFormat: 'qcow2',
		rebootGapMs: 0,
		reserveMb: async () => RESERVE_MB,
		describe: (spec) => qemuDomainXml(spec, kind, machine),
		askReboot,
		reset: async (id) => void (await virsh(URI, ['reset', id])),
		// libvirt's log daemon starts a new file at 2 MiB and calls the old one console.0.
		console: (_id, directory, maxBytes) => tailOf([join(directory, 'console.0'), join(directory, 'console')], maxBytes),
	});
}

/** A reset of the virtual machine is an event of libvirt; the listener must stand before the guest is asked. */
async function askReboot(id: string, limitMs: number, signal: AbortSignal): Promise<{ rebooted: Promise<boolean> }> {
	const seconds = String(Math.max(1, Math.ceil(limitMs / 1000)));
	const args = ['-q', '-c', URI, 'event', '--domain', id, '--event', 'reboot', '--timeout', seconds];
	const event = run('virsh', args, { timeoutMs: limitMs + 10_000, okCodes: [0, 1], signal });
	const rebooted = event.then(
		({ stdout }) => /event 'reboot'/.test(stdout),
		() => false,
	);
	await virsh(URI, ['reboot', id, '--mode', 'acpi']);
	return { rebooted };
}
