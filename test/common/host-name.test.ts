import { expect, test } from 'vitest';
import { HOST_NAME } from '../../src/common/host-name.ts';

test.each([
	'node1',
	'NODE1',
	'vm-container-0-0',
	'a',
	'node_1',
	'3com',
	'a.b-c.d9',
	'a'.repeat(63),
	'10.1.0.255',
	'0.0.0.0',
])('%s is one', (name) => {
	expect(name).toMatch(HOST_NAME);
});

test.each([
	...['', '-x', 'x-', 'a b', ' a', 'a;b', '$(x)', '../x', 'a\nb', 'nöde', 'fe80::1', 'root@node1', 'node1:22', 'a/24'],
	...['node1.', '.node1', 'a..b', 'a.-b', 'a'.repeat(64), `${'ab.'.repeat(90)}c`],
	...['256.1.1.1', '1.2.3', '1.2.3.4.5'],
])('%j is none', (name) => {
	expect(name).not.toMatch(HOST_NAME);
});
