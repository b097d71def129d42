import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Blueprint, openBlueprint } from '../../src/installer/plan/blueprint.ts';
import { bundleRoot } from '../../src/installer/plan/bundle.ts';
import type { DesiredEntry } from '../../src/installer/plan/desired.ts';
import { type ManifestEntry, printManifest } from '../../src/installer/plan/manifest.ts';
import { hostsOf } from '../../src/site/hosts.ts';
import { validSite } from '../../src/site/load.ts';
import type { Site } from '../../src/site/schema.ts';

export function siteWith(nodes: number): Site {
	const names = Array.from({ length: nodes }, (_, index) => `node${index}`);
	const address = (index: number) => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
	return validSite(
		{
			version: 1,
			cloud: { host: 'frontend' },
			clusters: [{ name: 'zone', host: 'frontend', nodes: names }],
			hosts: Object.fromEntries(names.map((name, index) => [name, { address: address(index + 256) }])),
			nodeDefaults: { hypervisor: 'qemu' },
		},
		'bench',
	);
}

export function blueprintOf(site: Site, keyHome: string): Blueprint {
	return openBlueprint(site, { bundle: bundleRoot(), keyHome });
}

/** What a host answers that is as `site` wants it; the same text for all but names and sums. */
async function repliesOf(site: Site, keyHome: string): Promise<(host: string) => Promise<string>> {
	const blueprint = blueprintOf(site, keyHome);
	const clusters = site.clusters.map(({ name, port }) => ({ name, host: '127.0.0.1', port, state: 'UP', places: 1 }));
	return async (host) => {
		const parts = await Promise.all(
			(['runtime', 'files', 'keys'] as const).map((part) => blueprint.entriesOf(host, part)),
		);
		const present: string[] = [];
		const read: string[] = [];
		const manifest = new Map<string, ManifestEntry>();
		for (const part of parts) {
			present.push('/|755|directory|');
			for (const entry of part) {
				const { path } = entry;
				const mode = entry.kind === 'link' ? '777' : (entry.mode ?? 0o755).toString(8);
				const kind = { file: 'regular file', directory: 'directory', link: 'symbolic link' }[entry.kind];
				present.push(`${path}|${mode}|${kind}|${entry.kind === 'file' ? entry.sha256 : ''}`);
				if (entry.kind === 'link') {
					read.push(`${path}|${entry.target}`);
				}

				if (!manifest.has(path)) {
					manifest.set(path, about(entry));
				}
			}
		}

		const { restart, reload } = await blueprint.servicesOf(host);
		const programs = 'apache2 virsh libvirtd qemu-system-x86_64 qemu-img debugfs ip nft ssh /etc/init.d/libvirtd';
		const generation = { run: 'one', time: '2026-01-01T00:00:00.000Z' };
		const sections = {
			facts: '0\napt-get\nN\n0\non',
			service: ' NC running',
			os: 'Debian',
			programs: programs.replaceAll(' ', '\n'),
			manifest: printManifest({ version: 1, generation, services: { restart, reload }, entries: manifest }),
			started: `${restart} ${reload}`,
			present: present.join('\n'),
			read: read.join('\n'),
			clusters: host === site.cloud.host ? JSON.stringify({ clusters }) : '',
			end: '',
		};
		return Object.entries(sections)
			.map(([name, text]) => `\n=== euca-survey ${name}\n${text}\n`)
			.join('');
	};
}

function about(entry: DesiredEntry): ManifestEntry {
	const { kind, part } = entry;
	switch (kind) {
		case 'file':
			return { kind, mode: entry.mode, sha256: entry.sha256, part, ...(entry.editable ? { editable: true } : {}) };
		case 'directory':
			return { kind, part };
		case 'link':
			return { kind, target: entry.target, part };
	}
}

// As a program of its own it answers for the hosts, so that their memory is not counted as ours: NODES KEY_HOME DIRECTORY.
if (import.meta.main) {
	const [, , nodes, keyHome = '', directory = ''] = process.argv;
	const site = siteWith(Number(nodes));
	const reply = await repliesOf(site, keyHome);
	for (const name of hostsOf(site)) {
		writeFileSync(join(directory, name), await reply(name));
	}
}
