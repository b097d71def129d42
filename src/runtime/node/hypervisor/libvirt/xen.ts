import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Hypervisor } from '../driver.ts';
import { type XenToolstack, xenDomainXml } from './domain-xml.ts';
import { libvirtHypervisor } from './driver.ts';
import { isNoDomain, virsh } from './virsh.ts';
import { forgetXenConsole, logXenConsoles, readXenConsole } from './xen-console.ts';

/** What the original takes off for the hypervisor itself. */
const HYPERVISOR_MB = 32;
/** Least memory of dom0 where its configuration does not say. */
const DOM0_MIN_MB = 196;
const XEND_CONFIG = '/etc/xen/xend-config.sxp';

/** Paravirtual guests. libxl answers at `xen:///system`; the xend of 2008 knows only `xen:///`. */
export async function xenHypervisor(): Promise<Hypervisor> {
	await logXenConsoles();
	const uri = await virsh('xen:///system', ['version'], 15_000).then(
		() => 'xen:///system',
		() => 'xen:///',
	);
	const toolstack: XenToolstack = uri === 'xen:///' ? 'xend' : 'libxl';
	return libvirtHypervisor({
		kind: 'xen',
		uri,
		logDirectory: '/var/log/libvirt/libxl',
		rootFormat: 'raw',
		// A reboot ends the domain and makes another with the same name.
		rebootGapMs: 30_000,
		reserveMb: async () => HYPERVISOR_MB + (await dom0MinMb()),
		describe: (spec) => xenDomainXml(spec, toolstack),
		askReboot: (id, limitMs, signal) => askReboot(uri, id, limitMs, signal),
		reset: (id, directory) => reset(uri, id, directory),
		console: (id, _directory, maxBytes) => readXenConsole(id, maxBytes),
		forgetConsole: forgetXenConsole,
	});
}

async function dom0MinMb(): Promise<number> {
	const text = await readFile(XEND_CONFIG, 'utf8').catch(() => '');
	return Number(/^\s*\(dom0-min-mem\s+(\d+)\)/m.exec(text)?.[1] ?? DOM0_MIN_MB);
}

/** The new domain has a new number. */
async function askReboot(
	uri: string,
	id: string,
	limitMs: number,
	signal: AbortSignal,
): Promise<{ rebooted: Promise<boolean> }> {
	const before = await domainNumber(uri, id);
	await virsh(uri, ['reboot', id]);
	const watch = async () => {
		for (let waited = 0; waited < limitMs && !signal.aborted; waited += 1000) {
			await delay(1000);
			const now = await domainNumber(uri, id).catch(() => '');
			if (/^\d+$/.test(now) && now !== before) {
				return true;
			}
		}

		return false;
	};
	return { rebooted: watch() };
}

async function domainNumber(uri: string, id: string): Promise<string> {
	return (await virsh(uri, ['domid', id])).trim();
}

async function reset(uri: string, id: string, directory: string): Promise<void> {
	try {
		await virsh(uri, ['destroy', id]);
	} catch (error) {
		if (!isNoDomain(error)) {
			throw error;
		}
	}

	await virsh(uri, ['create', join(directory, 'libvirt.xml')], 180_000);
}
