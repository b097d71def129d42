import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bridgeNetwork } from '../../../../src/runtime/node/network/bridge.ts';
import { temporaryDirectory } from '../node-bench.ts';

test('a bridge that is missing is named', async () => {
	await expect(bridgeNetwork({ bridge: 'nosuchbr0', node: 'n1' }).start(0)).rejects.toThrow(
		'there is no bridge nosuchbr0 on node n1',
	);
	await expect(bridgeNetwork({ bridge: 'lo', node: 'n1' }).start(0)).rejects.toThrow('there is no bridge lo');
});

test('addresses come from complete entries of the bridge in the table of neighbours', async () => {
	const arpTable = join(temporaryDirectory(), 'arp');
	writeFileSync(
		arpTable,
		`IP address       HW type     Flags       HW address            Mask     Device
10.1.0.9         0x1         0x2         D0:0D:3C:5F:07:02     *        br0
10.1.0.10        0x1         0x0         00:00:00:00:00:00     *        br0
10.1.0.11        0x1         0x2         d0:0d:00:00:00:01     *        eth0
10.1.0.12        0x1         0x0         d0:0d:00:00:00:02     *        br0
10.1.0.13        0x1         0x6         d0:0d:00:00:00:03     *        br0
`,
	);
	const macs = new Set(['d0:0d:3c:5f:07:02', 'd0:0d:00:00:00:01', 'd0:0d:00:00:00:02', 'd0:0d:00:00:00:03']);
	const known = await bridgeNetwork({ bridge: 'br0', node: 'n1', arpTable }).addresses(macs);
	expect([...known]).toEqual([
		['d0:0d:3c:5f:07:02', '10.1.0.9'],
		['d0:0d:00:00:00:03', '10.1.0.13'],
	]);
});
