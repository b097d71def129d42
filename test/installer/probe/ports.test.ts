import { expect, test } from 'vitest';
import { ports } from '../../../src/installer/probe/ports.ts';

test('a server of several processes (Apache) is named by the one whose command line was read', () => {
	const { listener } = ports.schema.parse({
		told: ['ss'],
		line: ['LISTEN 0 511 0.0.0.0:8774 0.0.0.0:* users:(("apache2",pid=812,fd=3),("apache2",pid=807,fd=3))'],
		commands: ['==> /dev/null <==  ==> /proc/807/cmdline <== /usr/sbin/apache2 -f /opt/eucalyptus-1.1/etc/httpd.conf'],
	});
	expect(listener).toEqual([
		{ address: '0.0.0.0', port: 8774, pid: 807, command: expect.stringContaining('/opt/eucalyptus-1.1/') },
	]);
});

test('a server whose port nobody wants is known by its name: no command line was asked for', () => {
	const { listener } = ports.schema.parse({
		told: ['ss'],
		line: [
			'LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=81,fd=3))',
			'tcp        0      0 0.0.0.0:111            0.0.0.0:*               LISTEN      42/rpcbind',
		],
	});
	expect(listener.map(({ port, pid, command }) => [port, pid, command])).toEqual([
		[22, 81, 'sshd'],
		[111, 42, 'rpcbind'],
	]);
});
