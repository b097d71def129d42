import { messageOf } from '../../../../common/errors.ts';
import { run } from '../../../../common/run.ts';
import { clusterErrors } from '../../errors.ts';
import { dhcpd } from '../programs/dhcpd.ts';
import { dnsmasq } from '../programs/dnsmasq.ts';
import type { DhcpServer } from './server.ts';

/** DHCP servers that we can configure: one line each. */
export const DHCP_SERVERS: readonly DhcpServer[] = [dnsmasq, dhcpd];

/** Which of them the program is, by its own word (old dhcpd knows no --version and answers with its usage). */
export async function identifyDhcpServer(program: string): Promise<DhcpServer> {
	let text: string;
	try {
		const { stdout, stderr } = await run(program, ['--version'], { timeoutMs: 10_000, okCodes: [0, 1, 2, 255] });
		text = stdout + stderr;
	} catch (error) {
		throw clusterErrors('DHCP_PROGRAM', { program, problem: messageOf(error) }, { cause: error });
	}

	const server = DHCP_SERVERS.find((known) => known.isVersionText(text));
	if (server === undefined) {
		const names = DHCP_SERVERS.map(({ name }) => name).join(' nor ');
		throw clusterErrors('DHCP_PROGRAM', { program, problem: `it is neither ${names}` });
	}

	return server;
}
