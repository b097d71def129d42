import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../../../src/common/run.ts';
import type { DomainSpec } from '../../../../../src/runtime/node/hypervisor/driver.ts';
import { qemuDomainXml, xenDomainXml } from '../../../../../src/runtime/node/hypervisor/libvirt/domain-xml.ts';
import { temporaryDirectory } from '../../node-bench.ts';

const spec: DomainSpec = {
	id: 'i-3C5F0702',
	directory: '/inst/alice/i-3C5F0702',
	memoryMb: 128,
	cores: 2,
	rootFormat: 'qcow2',
	hasRamdisk: true,
	hasSwap: true,
	hasEphemeral: true,
	bridge: 'xenbr0',
	mac: 'd0:0d:3c:5f:07:02',
};
const bare: DomainSpec = { ...spec, hasRamdisk: false, hasSwap: false, hasEphemeral: false };
const awkward: DomainSpec = { ...spec, directory: `/in&st<'">/o'neill/i-3C5F0702` };

test.each([
	['kvm', qemuDomainXml(spec, 'kvm')],
	['qemu', qemuDomainXml(spec, 'qemu')],
	['qemu without extras', qemuDomainXml(bare, 'qemu')],
	['qemu with an awkward path', qemuDomainXml(awkward, 'qemu')],
	['xen', xenDomainXml({ ...spec, rootFormat: 'raw' }, 'libxl')],
	['xen without extras', xenDomainXml({ ...bare, rootFormat: 'raw' }, 'libxl')],
	['xen of 2008', xenDomainXml({ ...spec, rootFormat: 'raw' }, 'xend')],
])('libvirt accepts the description of a domain: %s', async (_, xml) => {
	const file = join(temporaryDirectory(), 'libvirt.xml');
	writeFileSync(file, xml);
	const { stdout, stderr } = await run('virt-xml-validate', [file, 'domain']);
	expect(`${stdout}${stderr}`).toContain('validates');
});

test('QEMU: virtio disks in their order, console to a file that is never cut, no balloon', () => {
	const xml = qemuDomainXml(spec, 'qemu');
	expect([...xml.matchAll(/<target dev='(\w+)'/g)].map(([, name]) => name)).toEqual(['vda', 'vdb', 'vdc']);
	expect(xml).toContain(`<source path='/inst/alice/i-3C5F0702/console' append='on'/>`);
	expect(xml).toContain('root=/dev/vda ro console=ttyS0');
	expect(xml).toContain(`<memballoon model='none'/>`);
	expect(xml).toContain('<on_reboot>restart</on_reboot>');
});

test('an emulated kernel is told not to try its timer: on a busy host it finds it too slow, and panics', () => {
	expect(qemuDomainXml(spec, 'qemu')).toContain('<cmdline>root=/dev/vda ro console=ttyS0 no_timer_check</cmdline>');
	expect(qemuDomainXml(spec, 'kvm')).toContain('<cmdline>root=/dev/vda ro console=ttyS0</cmdline>');
});

test('Xen: paravirtual, disk names as the toolstack wants them', () => {
	expect(xenDomainXml(spec, 'libxl')).toMatch(
		/root=\/dev\/xvda1 ro[\s\S]*dev='xvda1'[\s\S]*dev='xvda2'[\s\S]*dev='xvda3'/,
	);
	expect(xenDomainXml(spec, 'xend')).toMatch(/root=\/dev\/sda1 ro[\s\S]*dev='sda1'[\s\S]*dev='sda2'[\s\S]*dev='sda3'/);
	expect(xenDomainXml(spec, 'xend')).toContain(`<type arch='x86_64' machine='xenpv'>linux</type>`);
});

test('memory is said in KiB without a unit, as every libvirt reads it; QEMU before 1.4 gets the machine that it has', () => {
	for (const xml of [qemuDomainXml(spec, 'kvm'), xenDomainXml(spec, 'xend')]) {
		expect(xml).toContain('<memory>131072</memory>');
	}

	expect(qemuDomainXml(spec, 'kvm')).toContain("machine='q35'");
	expect(qemuDomainXml(spec, 'kvm', 'pc')).toContain("machine='pc'");
});
