import { buildRpm } from '../../../iso/rpm/build-rpm.ts';

/** A shell without libraries, for a root that holds nothing else. @returns the path of the package */
export function busyboxRpm(out: string): Promise<string> {
	return buildRpm(
		{
			name: 'busybox',
			version: '1',
			release: '1',
			arch: 'x86_64',
			summary: 'A shell',
			description: "Debian's static busybox.",
			entries: [
				{ kind: 'file', path: '/bin/busybox', mode: 0o755, source: { kind: 'local', path: '/bin/busybox' } },
				...['sh', 'env'].map((name) => ({ kind: 'link', path: `/bin/${name}`, target: 'busybox' }) as const),
			],
		},
		{ out, buildTime: 1_200_000_000 },
	);
}
