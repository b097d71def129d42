import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { siteOf, withDrained, withNode, withoutNode } from '../../src/site/edit.ts';

const site = {
	path: 'site.yaml',
	text: `# Our lab, by hand
version: 1
cloud: { host: frontend }
clusters:
  - name: lab # the zone
    host: frontend
    nodes:
      - node1 # the loud one
      - node2
hosts:
  node2: { address: 10.1.1.2 } # second rack
`,
};

test('a node joins its cluster, and every comment stays', () => {
	const { text } = withNode(site, { node: 'node3', cluster: 'lab', address: '10.1.1.3' });
	for (const comment of ['# Our lab, by hand', '# the zone', '# the loud one', '# second rack']) {
		expect(text).toContain(comment);
	}

	expect(siteOf({ path: 'x', text }).clusters[0]?.nodes).toEqual(['node1', 'node2', 'node3']);
	expect(siteOf({ path: 'x', text }).hosts['node3']?.address).toBe('10.1.1.3');
});

test('what was there stays line for line, and the new lines stand where a person would put them', () => {
	const { text } = withNode(site, { node: 'node3', cluster: 'lab', address: '10.1.1.3' });
	const lines = site.text.split('\n');
	lines.splice(9, 0, '      - node3');
	lines.splice(12, 0, '  node3:', '    address: 10.1.1.3');
	expect(text).toBe(lines.join('\n'));
});

const TWO = `version: 1
cloud: { host: frontend }
hosts:
    a1:
        address: 10.1.1.1
    # hosts: of the second zone
    b1:
        address: 10.1.1.2

clusters:
# nodes: the first
- nodes:
  - a1

  # a2 is broken
  name: first
  host: frontend
- name: second   # nodes:
  nodes:
  - "b1"
  host: head
logLevel: DEBUG
`;

test.each([
	['lists at the margin, keys in any order', TWO],
	['Windows line ends', TWO.replaceAll('\n', '\r\n')],
	['no line end at the end', TWO.trimEnd()],
	['names in quotes', TWO.replace('name: second', "'name': 'second'")],
	['nodes in brackets', TWO.replace('nodes:\n  - "b1"', 'nodes: [ b1 ]')],
	['hosts in braces', TWO.replace(/hosts:\n[\s\S]*\n\nclusters/, 'hosts: { a1: { address: 10.1.1.1 } }\nclusters')],
	['no hosts', TWO.replace(/hosts:\n[\s\S]*\n\nclusters/, 'clusters')],
	['a second name for the hosts', TWO.replace('hosts:', 'hosts: &all')],
	['JSON', JSON.stringify(load(TWO))],
])('a node joins the right cluster whatever the file looks like: %s', (_, text) => {
	const before = siteOf({ path: 'x', text });
	const added = withNode({ path: 'x', text }, { node: 'b2', cluster: 'second', address: '10.1.1.9' });
	expect(siteOf({ ...added })).toEqual({
		...before,
		hosts: { ...before.hosts, b2: { address: '10.1.1.9' } },
		clusters: before.clusters.map((each) => (each.name === 'second' ? { ...each, nodes: ['b1', 'b2'] } : each)),
	});
});

test.each(['7', '1e3', 'null', 'true', '10.1.1.1', '0x1f'])('a node may be called %s', (node) => {
	const { text } = withNode(site, { node, cluster: 'lab' });
	expect(siteOf({ path: 'x', text }).clusters[0]?.nodes).toEqual(['node1', 'node2', node]);
});

test('a node whose address another has is no site, and that is said', () => {
	const added = withNode(site, { node: 'node3', cluster: 'lab', address: '10.1.1.2' });
	expect(() => siteOf(added)).toThrow(/10\.1\.1\.2 is that of/);
});

test('a node that is there already is not named twice', () => {
	const { text } = withNode(site, { node: 'node1', cluster: 'lab' });
	expect(siteOf({ path: 'x', text }).clusters[0]?.nodes).toEqual(['node1', 'node2']);
});

test('drained and taken back, the site is as it was', () => {
	const drained = withDrained(site, 'node1', true);
	expect(siteOf(drained).hosts['node1']?.drained).toBe(true);
	expect(siteOf(withDrained(drained, 'node1', false))).toEqual(siteOf(site));
});

test('a node leaves with its settings, and the others keep theirs', () => {
	const { text } = withoutNode(site, 'node2');
	expect(text).toContain('# the loud one');
	expect(siteOf({ path: 'x', text })).toMatchObject({ hosts: {}, clusters: [{ nodes: ['node1'] }] });
});

test('a text that is not YAML is named with its line', () => {
	expect(() => withoutNode({ path: 'site.yaml', text: 'version: [1\nx' }, 'node1')).toThrow(/site\.yaml line \d/);
});
