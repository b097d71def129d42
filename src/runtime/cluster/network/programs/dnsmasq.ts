import { messageOf } from '../../../../common/errors.ts';
import { run } from '../../../../common/run.ts';
import { renderConfig } from '../../../../common/template.ts';
import { clusterErrors } from '../../errors.ts';
import type { DhcpServer } from '../dhcp/server.ts';

/** dnsmasq, as a DHCP server only. */
export const dnsmasq: DhcpServer = {
	name: 'dnsmasq',
	isVersionText: (text) => /^Dnsmasq version/im.test(text),
	config: (network) => renderConfig('config/dnsmasq.conf', { ...network }),
	async check(program, { files }) {
		try {
			await run(program, ['--test', `--conf-file=${files.config}`], { timeoutMs: 20_000 });
		} catch (error) {
			throw clusterErrors('DHCP_CONFIG', { program, path: files.config, reason: messageOf(error) }, { cause: error });
		}
	},
	args: ({ files }) => ['--keep-in-foreground', `--conf-file=${files.config}`],
};
