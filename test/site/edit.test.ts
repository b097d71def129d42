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
