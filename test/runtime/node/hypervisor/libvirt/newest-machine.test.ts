import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onOtherHost } from '../../../on-other-host.ts';

const module = join(import.meta.dirname, '../../../../../src/runtime/node/hypervisor/libvirt/newest-machine.ts');

/** As much of `virsh capabilities` as tells of machines. */
const capabilities = (...machines: readonly string[]) => `<capabilities>
  <guest>
    <os_type>hvm</os_type>
    <arch name='x86_64'>
      <wordsize>64</wordsize>
      <emulator>/usr/libexec/qemu-kvm</emulator>
${machines.map((machine) => `      ${machine}\n`).join('')}      <domain type='qemu'/>
    </arch>
  </guest>
</capabilities>`;

const HOSTS = [
	[
		'libvirt 0.10 of CentOS 6',
		'pc',
		capabilities(
			'<machine>rhel6.6.0</machine>',
			"<machine canonical='rhel6.6.0'>pc</machine>",
			'<machine>rhel5.4.0</machine>',
		),
	],
	[
		'QEMU 1.5 of CentOS 7',
		'q35',
		capabilities(
			"<machine canonical='pc-i440fx-rhel7.0.0' maxCpus='240'>pc</machine>",
			"<machine canonical='pc-q35-rhel7.0.0' maxCpus='240'>q35</machine>",
		),
	],
	["today's", 'q35', capabilities("<machine maxCpus='288'>pc-q35-7.2</machine>", '<machine>isapc</machine>')],
	['one that names no machines', 'q35', '<capabilities><host/></capabilities>'],
] as const;

test.each(HOSTS)('on %s instances are machines of the kind %s', async (_host, machine, answer) => {
	expect(await machineWhere(`cat <<'END'\n${answer}\nEND`)).toBe(machine);
});

test('a libvirt that does not answer yet is taken for a new one', async () => {
	expect(await machineWhere('echo "error: failed to connect" >&2; exit 1')).toBe('q35');
});

/** With a virsh that says what that of another host would say. */
async function machineWhere(virsh: string): Promise<string> {
	const { stdout } = await onOtherHost(
		{ programs: { '/usr/bin/virsh': virsh } },
		`import { newestMachine } from ${JSON.stringify(module)}; console.log(await newestMachine('qemu:///system'));`,
	);
	return stdout.trim();
}
