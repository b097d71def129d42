import { expect, test } from 'vitest';
import { findingsOf } from '../../../src/installer/probe/look.ts';
import { clusterTable } from '../../../src/installer/probe/table.ts';
import { seenCluster } from './support.ts';

const hosts = seenCluster(3, (index) => (index > 0 ? { told: { mtu: index === 1 ? 9000 : 1500 } } : {}));
const look = { hosts, findings: findingsOf(hosts) };
const long = {
	...look,
	findings: look.findings.map((one) => ({ ...one, found: `${one.found}, as ${'was seen there '.repeat(9)}at last` })),
};

test.each([40, 60, 80, 100, 120])(
	'no line is longer than a terminal of %d columns, and every host has its state',
	(columns) => {
		const lines = clusterTable(long, columns);
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
		const table = lines.slice(0, lines.indexOf(''));
		expect(table).toHaveLength(1 + 4);
		expect(table[0]).toMatch(/^HOST .*STATE$/);
		expect(table.at(1)).toMatch(/^head .*(fine|warning)/);
		expect(columns < 100 || table[0]?.includes('MEMORY')).toBe(true);
	},
);

test('where nobody says how wide the paper is, all columns are there, and a finding is one line to search for', () => {
	const lines = clusterTable(long);
	expect(lines[0]).toMatch(/^HOST +ROLES +ADDRESS +SYSTEM +CORES +MEMORY +DISK FREE +HYPERVISOR +STATE$/);
	expect(lines.filter((line) => line.includes('(MTU_DIFFERS)') && line.includes('  warning: node1: '))).toHaveLength(1);
});
