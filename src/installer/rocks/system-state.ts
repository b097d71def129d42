import type { Host } from '../transport/host.ts';

/** A machine that is up, or the installer's chroot, in which nothing can be started. */
export type SystemState = 'up' | 'being installed';

/** Scripts of a roll run in both; neither systemd nor a runlevel means the chroot. */
export async function systemState(host: Host): Promise<SystemState> {
	const answer = await host.script(SCRIPT, { what: 'asking whether the system is up' });
	return answer.trim() === 'up' ? 'up' : 'being installed';
}

const SCRIPT = `
if [ -d /run/systemd/system ]; then echo up
else case $(/sbin/runlevel 2>/dev/null) in *[2-5]) echo up ;; esac
fi
`;
