import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onOtherHost } from '../../../on-other-host.ts';

const ip = join(import.meta.dirname, '../../../../../src/runtime/cluster/network/programs/ip.ts');

/** The ip of CentOS 6 and older. */
const OLD_IP = `case "$*" in *'type bridge'*) echo 'RTNETLINK answers: Operation not supported' >&2; exit 2 ;; esac
exec "$REAL" "$@"`;

/** Makes a bridge and says what it is. */
const MAKE_BRIDGE = `
	import { readFileSync } from 'node:fs';
	import { addAddress, addBridge, addressesOn, bridgePorts, linkKind, setUp } from ${JSON.stringify(ip)};
	await addBridge('euca0');
	await setUp('euca0');
	await addAddress('euca0', '10.9.0.1/24');
	const number = (name) => Number(readFileSync('/sys/class/net/euca0/bridge/' + name, 'utf8'));
	console.log(JSON.stringify({
		kind: await linkKind('euca0'),
		addresses: await addressesOn('euca0'),
		ports: await bridgePorts('euca0'),
		stp: number('stp_state'),
		delay: number('forward_delay'),
	}));`;

describe('where ip makes no bridges', () => {
	it('brctl makes them, without spanning tree and delay', async () => {
		const { stdout } = await onOtherHost({ programs: { '/sbin/ip': OLD_IP } }, MAKE_BRIDGE);
		expect(JSON.parse(stdout)).toEqual({ kind: 'bridge', addresses: ['10.9.0.1/24'], ports: [], stp: 0, delay: 0 });
	});

	it('and there is no brctl either, the complaint of ip is told', async () => {
		const host = { programs: { '/sbin/ip': OLD_IP }, emptied: ['/usr/sbin'] };
		const { stderr, exitCode } = await onOtherHost(host, MAKE_BRIDGE);
		expect(stderr).toContain('RTNETLINK answers: Operation not supported');
		expect(exitCode).toBe(1);
	});
});
