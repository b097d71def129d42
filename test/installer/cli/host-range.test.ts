import { expect, test } from 'vitest';
import { hostRange } from '../../../src/installer/cli/host-range.ts';

test.each([
	[['node1'], 'node1'],
	[['node1', 'node2', 'node3'], 'node[1-3]'],
	[['head', 'node3', 'node1', 'node2', 'node7'], 'head, node[1-3,7]'],
	[Array.from({ length: 64 }, (_, index) => `node${String(index + 1).padStart(3, '0')}`), 'node[001-064]'],
	[['node8', 'node9', 'node10', 'node11'], 'node[8-11]'],
	[['node08', 'node09', 'node10'], 'node[08-10]'],
	[['vm-container-0-0', 'vm-container-0-1', 'vm-container-1-0'], 'vm-container-0-[0-1], vm-container-1-0'],
	[['n1.lab', 'n2.lab', 'n3.other'], 'n[1-2].lab, n3.other'],
	[['10.1.1.1', '10.1.1.2'], '10.1.1.1, 10.1.1.2'],
	[['node1', 'node1'], 'node1'],
])('%j is written as %s', (names, text) => {
	expect(hostRange(names)).toBe(text);
});
