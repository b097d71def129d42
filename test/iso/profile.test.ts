import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { forRelease, profileFiles } from '../../iso/profile.ts';
import { RELEASES, type RocksRelease } from '../../iso/target.ts';

const releases = Object.keys(RELEASES) as RocksRelease[];
const target = (rocks: RocksRelease) => ({ rocks, arch: 'x86_64' as const, buildTime: 1_200_000_000 });
const fileOf = (rocks: RocksRelease, path: string) =>
	profileFiles(target(rocks)).find((file) => file.path === path)?.content ?? '';

describe.each(releases)('the kickstart profile for Rocks %s', (rocks) => {
	const files = profileFiles(target(rocks));

	it('holds two nodes, one graph and the description of the roll', () => {
		expect(files.map(({ path }) => path)).toEqual([
			'graphs/default/eucalyptus.xml',
			'nodes/eucalyptus-frontend.xml',
			'nodes/eucalyptus-node.xml',
			'roll-eucalyptus.xml',
		]);
	});

	it.each(files.map(({ path }) => path))('%s is well-formed ASCII', (path) => {
		const text = fileOf(rocks, path);
		expect(text).toMatch(/^[\t\n -~]+$/);
		const parser = new SaxesParser();
		for (const [, name = ''] of text.matchAll(/&(\w+);/g)) {
			parser.ENTITIES[name] = 'x';
		}

		parser.write(text).close(); // throws where it is not well-formed
	});

	it('is marked as of this roll, and with nothing that Rocks does not know', () => {
		const text = files.map(({ content }) => content).join('');
		expect(text).toContain('<graph roll="eucalyptus">');
		expect(text.match(/<kickstart roll="eucalyptus">/g)).toHaveLength(2);
		expect(text).not.toMatch(/rocks=|<!--/);
	});
});

describe('what differs between releases of Rocks', () => {
	it('hangs the node on vm-container in 5.0, later on clients of that appliance', () => {
		expect(fileOf('5.0', 'graphs/default/eucalyptus.xml')).toContain('<edge from="vm-container">');
		for (const rocks of ['6.2', '7.0'] as const) {
			const graph = fileOf(rocks, 'graphs/default/eucalyptus.xml');
			expect(graph).toContain(`<edge from="client" cond="appliance == 'vm-container'">`);
			expect(graph).not.toContain('from="vm-container"');
		}
	});

	it('asks for attributes as variables in 5.0, later as entities', () => {
		expect(fileOf('5.0', 'nodes/eucalyptus-frontend.xml')).toContain('"<var name="Kickstart_PublicHostname"/>"');
		expect(fileOf('7.0', 'nodes/eucalyptus-frontend.xml')).toContain('"&Kickstart_PublicHostname;"');
		expect(fileOf('7.0', 'nodes/eucalyptus-frontend.xml')).not.toContain('<var');
	});

	it('says xen in 5.0, later kvm, each in the one post of the node', () => {
		const posts = (rocks: RocksRelease) => fileOf(rocks, 'nodes/eucalyptus-node.xml').match(/--hypervisor=\w+/g);
		expect(posts('5.0')).toEqual(['--hypervisor=xen']);
		expect(posts('6.2')).toEqual(['--hypervisor=kvm']);
		expect(posts('7.0')).toEqual(['--hypervisor=kvm']);
	});

	it('drops marked elements of other releases whole, those without content too', () => {
		const source = '<kickstart>\n\t<a rocks="5.0" b="c"/>\n\t<d rocks="6.2 7.0">\n\te\n\t</d>\n</kickstart>\n';
		expect(forRelease(source, '5.0')).toBe('<kickstart roll="eucalyptus">\n\t<a b="c"/>\n</kickstart>\n');
		expect(forRelease(source, '7.0')).toBe('<kickstart roll="eucalyptus">\n\t<d>\n\te\n\t</d>\n</kickstart>\n');
	});
});
