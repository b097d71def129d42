import { messageOf } from '../../../../common/errors.ts';
import { run } from '../../../../common/run.ts';
import { renderConfig } from '../../../../common/template.ts';
import { clusterErrors } from '../../errors.ts';
import type { DhcpServer } from '../dhcp/server.ts';

/** ISC dhcpd. */
export const dhcpd: DhcpServer = {
	name: 'ISC dhcpd',
	isVersionText: (text) => /isc-dhcpd|Internet Systems Consortium DHCP/i.test(text),
	config: (network) => renderConfig('config/dhcpd.conf', { ...network }),
	async check(program, { files }) {
		try {
			await run(program, ['-4', '-q', '-t', '-cf', files.config], { timeoutMs: 20_000 });
		} catch (error) {
			throw clusterErrors('DHCP_CONFIG', { program, path: files.config, reason: messageOf(error) }, { cause: error });
		}
	},
	args: ({ files, user, interface: name }) => [
		...['-4', '-d', '-q', '-cf', files.config, '-lf', files.leases, '-pf', files.pid],
		...(user === 'root' || user === '' ? [] : ['-user', user]),
		name,
	],
};
