import { messageOf } from '../../common/errors.ts';
import { nodeSettings } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { installerErrors } from '../errors.ts';
import { statePaths } from '../gate/state-directory.ts';
import type { Host } from '../transport/host.ts';
import type { PhaseTools } from './phase.ts';

/** The first answer after a start takes about a second: QEMU is looked at. */
const PATIENCE_MS = 20_000;

/** Sees to it that libvirt answers on a node. What we start, uninstall stops. */
export async function startLibvirt(site: Site, host: Host, { gate, clock }: PhaseTools): Promise<void> {
	const uri = libvirtUri(site, host.name);
	if ((await ask(host, uri)) === undefined) {
		return;
	}

	await gate.change(host, 'start libvirt', async () => {
		await host.write(startedByUs(site), '', 0o600);
		await host.script(START, { what: 'starting libvirt', timeoutMs: 60_000 });
		const deadline = clock.now() + PATIENCE_MS;
		for (let problem = await ask(host, uri); problem !== undefined; problem = await ask(host, uri)) {
			if (clock.now() > deadline) {
				throw installerErrors('LIBVIRT_DOWN', { host: host.name, uri, problem });
			}

			await clock.sleep(300);
		}
	});
}

/** Stops libvirt if we started it and no domain of anybody is left in it. */
export async function stopLibvirt(site: Site, host: Host, { gate }: PhaseTools): Promise<void> {
	const marker = startedByUs(site);
	if ((await host.read(marker)) === undefined) {
		return;
	}

	const uri = libvirtUri(site, host.name);
	const { stdout, exitCode } = await host.exec(['virsh', '-c', uri, 'list', '--name'], { okCodes: [0, 1, 127] });
	if (exitCode === 0 && stdout.trim() === '') {
		await gate.change(host, 'stop libvirt, which this program started', () =>
			host.script(STOP, { what: 'stopping libvirt', timeoutMs: 60_000 }),
		);
	}

	await gate.change(host, `remove ${marker}`, () => host.exec(['rm', '-f', '--', marker]));
}

export function libvirtUri(site: Site, host: string): string {
	return nodeSettings(site, host).hypervisor === 'xen' ? 'xen:///system' : 'qemu:///system';
}

function startedByUs(site: Site): string {
	return `${statePaths(site.eucalyptus).directory}/libvirt-started`;
}

/** Undefined if it answers, else what is wrong. */
async function ask(host: Host, uri: string): Promise<string | undefined> {
	try {
		await host.exec(['virsh', '-c', uri, 'version', '--daemon'], { timeoutMs: 10_000 });
		return undefined;
	} catch (error) {
		return messageOf(error);
	}
}

/** Daemons inherit our output: it must not be a pipe that somebody waits for the end of. */
const START = `
exec </dev/null >/dev/null 2>&1
if [ -d /run/systemd/system ]; then
	systemctl start libvirtd
else
	mkdir -p /run/libvirt /var/log/libvirt/qemu /var/lib/libvirt/qemu /var/cache/libvirt/qemu
	[ ! -x /etc/init.d/virtlogd ] || /etc/init.d/virtlogd start
	/etc/init.d/libvirtd start
fi
`;

const STOP = `
exec </dev/null >/dev/null 2>&1
if [ -d /run/systemd/system ]; then
	systemctl stop libvirtd libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket
else
	/etc/init.d/libvirtd stop
	[ ! -x /etc/init.d/virtlogd ] || /etc/init.d/virtlogd stop
fi
exit 0
`;
