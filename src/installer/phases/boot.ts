import type { Site } from '../../site/schema.ts';
import type { Host } from '../transport/host.ts';
import type { PhaseTools } from './phase.ts';

/** systemd reads every unit of the machine anew, which takes a slow machine most of a minute. */
const TIME_LIMIT_MS = 180_000;

/** Has the services started when the machine starts. */
export async function enableAtBoot(host: Host, { gate }: PhaseTools): Promise<void> {
	await gate.change(host, 'start the services at boot', () =>
		host.script(ENABLE, { what: 'enabling at boot', timeoutMs: TIME_LIMIT_MS }),
	);
}

export async function disableAtBoot(site: Site, host: Host, { gate }: PhaseTools): Promise<void> {
	if (site.systemRoot === '/' && (await bootState(host)) === 'on') {
		await gate.change(host, 'start the services at boot no more', () =>
			host.script(DISABLE, { what: 'disabling at boot', timeoutMs: TIME_LIMIT_MS }),
		);
	}
}

async function bootState(host: Host): Promise<'on' | 'off' | 'impossible'> {
	const state = (await host.script(STATE, { what: 'asking what starts at boot', timeoutMs: TIME_LIMIT_MS })).trim();
	return state === 'on' || state === 'off' ? state : 'impossible';
}

const STATE = `
if [ -d /run/systemd/system ]; then
	if systemctl is-enabled -q eucalyptus 2>/dev/null; then echo on; else echo off; fi
elif command -v update-rc.d >/dev/null || command -v chkconfig >/dev/null; then
	for l in /etc/rc2.d/S*eucalyptus /etc/rc.d/rc3.d/S*eucalyptus; do [ -L "$l" ] && { echo on; exit 0; }; done
	echo off
else echo impossible
fi
`;

const ENABLE = `
exec >/dev/null
if [ -d /run/systemd/system ]; then systemctl daemon-reload && systemctl enable -q eucalyptus
elif command -v update-rc.d >/dev/null; then update-rc.d eucalyptus defaults 99 05
else chkconfig --add eucalyptus
fi
`;

/** Because there is an init script, systemd has its links made too, and when it disables the unit it turns them round. */
const DISABLE = `
exec >/dev/null
[ ! -d /run/systemd/system ] || systemctl disable -q eucalyptus
if command -v update-rc.d >/dev/null; then update-rc.d -f eucalyptus remove
elif command -v chkconfig >/dev/null; then chkconfig --del eucalyptus
fi
`;
