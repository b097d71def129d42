import { join } from 'node:path';
import { EucaError, messageOf } from '../../common/errors.ts';
import { layout } from '../../common/layout.ts';
import type { Site } from '../../site/schema.ts';
import { installerErrors } from '../errors.ts';
import type { ServiceState } from '../plan/survey.ts';
import type { Host } from '../transport/host.ts';

export function initScript(site: Site): string {
	return join(site.systemRoot, 'etc/init.d/eucalyptus');
}

export async function serviceState(site: Site, host: Host): Promise<ServiceState> {
	const script = initScript(site);
	const { exitCode } = await host.exec(['sh', '-c', '[ -x "$1" ] || exit 3; "$1" status', 'sh', script], {
		okCodes: [0, 1, 2, 3, 4],
	});
	return exitCode === 0 ? 'running' : exitCode === 3 ? 'stopped' : 'partly';
}

export type InitAction = 'start' | 'stop' | 'restart' | 'reload' | 'shutdown';

/** Does it; what the script says becomes the error if it fails. Returns its output. */
export async function initAction(site: Site, host: Host, action: InitAction): Promise<string> {
	try {
		return await host.script(RUN, {
			what: `${action} of the services`,
			args: [initScript(site), action],
			timeoutMs: 900_000,
		});
	} catch (error) {
		if (action === 'stop' || action === 'shutdown') {
			throw error; // it says itself what could not be stopped
		}

		const values = {
			host: host.name,
			service: 'eucalyptus',
			log: layout(site.eucalyptus).log,
			problem: String((error instanceof EucaError && error.values['problem']) || messageOf(error)),
		};
		throw installerErrors('SERVICE_START', values);
	}
}

/** The daemons inherit standard output: were it our pipe, we would wait for them to end. */
const RUN = `
o=$(mktemp) || exit 1
trap 'rm -f "$o"' EXIT
"$1" "$2" >"$o" 2>&1 </dev/null
s=$?
if [ $s -eq 0 ]; then cat "$o"; else cat "$o" >&2; fi
exit $s
`;
