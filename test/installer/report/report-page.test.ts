import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../src/installer/probe/look.ts';
import { draftSite, type SiteChoices } from '../../../src/installer/probe/propose-site.ts';
import { drawPicture } from '../../../src/installer/report/picture.ts';
import { reportPage } from '../../../src/installer/report/report-page.ts';
import { validSite } from '../../../src/site/load.ts';
import { seenCluster } from '../probe/support.ts';

const NOW = new Date(Date.UTC(2026, 0, 2, 3, 4));

function site(nodes: number) {
	const choices: SiteChoices = {
		frontEnd: 'head',
		nodes: Array.from({ length: nodes }, (_, index) => `node${index + 1}`),
		zone: 'lab',
		eucalyptus: '/opt/eucalyptus-1.1',
		systemRoot: '/',
		instancePath: '/srv/instances',
		cloudPort: 8773,
		webPort: 8443,
		clusterPort: 8774,
		nodePort: 8775,
	};
	return draftSite(choices);
}

function page(nodes: number, changes?: Parameters<typeof seenCluster>[1]): string {
	const hosts = seenCluster(nodes, changes);
	return reportPage(site(nodes), { hosts, findings: findingsOf(hosts) }, NOW);
}

describe('the report', () => {
	test('needs no other file: no link leads out, nothing is loaded, nothing runs', () => {
		const html = page(3);
		expect(html).not.toMatch(/<(?:script|link|img|iframe|object)\b|@import|url\(/i);
		expect([...html.matchAll(/(?:href|src)="([^"]*)"/g)].every(([, target = '']) => target.startsWith('#'))).toBe(true);
		expect(html).toContain("default-src 'none'");
	});

	test('shows nothing that a host said as anything but text', () => {
		const evil = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'`=&{{title}}\u202e\u0007';
		const more = {
			system: [`osTitle=${evil}`],
			ports: [
				`line=LISTEN 0 1 0.0.0.0:8775 0.0.0.0:* users:(("x",pid=7,fd=3))`,
				`commands===> /proc/7/cmdline <== ${evil}`,
			],
			network: [`resolver=${evil}`],
			nfs: [`mount=${evil.replaceAll(' ', '')} ${evil.replaceAll(' ', '')} nfs4 rw`],
		};
		const html = page(2, (index) =>
			index === 1 ? { told: { hostName: evil, machineId: evil, more } } : { told: { machineId: evil } },
		);
		expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
		expect(html).not.toMatch(/<script|<img|onerror=alert\(2\)>"/);
		expect(html).not.toContain('\u202e');
		expect(html).not.toContain('\u0007');
		const tags = new Set([...html.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, name]) => name));
		expect(tags.has('script') || tags.has('img')).toBe(false);
	});

	test('says each finding once, with its hosts, its reason and what to do', () => {
		const html = page(3, (index) => (index > 0 ? { told: { mtu: index === 1 ? 9000 : 1500 } } : {}));
		expect(html.match(/MTU_DIFFERS/g)).toHaveLength(3); // among all, at the host, and under the pointer
		expect(html).toContain('Set the same MTU on all hosts and switches.');
		expect(html).toContain('Ready, with warnings');
	});

	test.each([
		[(): ReturnType<typeof page> => page(3), 'Ready to install'],
		[() => page(3, (index) => ({ clock: { offsetMs: index === 1 ? 600_000 : 0, uncertaintyMs: 10 } })), 'Not ready'],
	])('says at the top how it stands', (make, expected) => {
		expect(make()).toContain(expected);
	});
});

describe('the picture', () => {
	test.each([1, 3, 12, 13, 64, 160, 1000])('has every one of %d nodes, in its frame and beside the others', (count) => {
		const hosts = seenCluster(count);
		const { cards, frames, width, height } = drawPicture(site(count), { hosts, findings: [] });
		expect(cards).toHaveLength(count + 1);
		const [, ...nodes] = cards;
		const [frame] = frames;
		for (const card of nodes) {
			expect(card.x).toBeGreaterThanOrEqual(frame?.x ?? 0);
			expect(card.x + card.width).toBeLessThanOrEqual((frame?.x ?? 0) + (frame?.width ?? 0));
			expect(card.y + card.height).toBeLessThanOrEqual((frame?.y ?? 0) + (frame?.height ?? 0));
		}

		const places = new Set(nodes.map(({ x, y }) => `${x} ${y}`));
		expect(places.size).toBe(count);
		expect(
			nodes.every(
				(one, index) =>
					index === 0 || nodes[index - 1]?.y !== one.y || (nodes[index - 1]?.x ?? 0) + one.width < one.x + 1,
			),
		).toBe(true);
		expect(height).toBeGreaterThan(100);
		expect(width).toBe(1040);
	});

	test('is sound XML, marks what is wrong, and breaks the line to a host that is blocked', () => {
		const hosts = seenCluster(4, (index) => ({ clock: { offsetMs: index === 2 ? 600_000 : 0, uncertaintyMs: 10 } }));
		const html = reportPage(site(4), { hosts, findings: findingsOf(hosts) }, NOW);
		const svg = /<svg[\s\S]*<\/svg>/.exec(html)?.[0] ?? '';
		expect(() =>
			new DOMParser({
				onError: (_, text) => {
					throw new Error(text);
				},
			}).parseFromString(svg, 'image/svg+xml'),
		).not.toThrow();
		expect(svg.match(/class="wire broken"/g)).toHaveLength(1);
		expect(svg).toContain('clock off');
	});

	test('has room for the words beside each other on a wire', () => {
		const { labels } = drawPicture(site(3), { hosts: seenCluster(3), findings: [] });
		const network = labels.find(({ kind }) => kind === 'net');
		const images = labels.find(({ text, y }) => text.endsWith(' images') && y === network?.y);
		const perLetter = 6.2;
		const [end, begin] = [
			(network?.x ?? 0) + (network?.text.length ?? 0) * perLetter,
			(images?.x ?? 0) - (images?.text.length ?? 0) * perLetter,
		];
		expect(end).toBeLessThan(begin);
	});

	test('shows each zone with a head of its own', () => {
		const two = validSite(
			{
				version: 1,
				cloud: { host: 'head' },
				clusters: [
					{ name: 'one', host: 'head', nodes: ['node1'] },
					{ name: 'two', host: 'node2', nodes: ['node3', 'node4'] },
				],
			},
			'test',
		);
		const { cards, frames, labels } = drawPicture(two, { hosts: seenCluster(4), findings: [] });
		expect(frames).toHaveLength(2);
		expect(cards.map(({ name }) => name)).toEqual(['head', 'node1', 'node2', 'node3', 'node4']);
		expect(labels.map(({ text }) => text)).toEqual(expect.arrayContaining(['zone one', 'zone two', '8774 orders']));
	});
});
