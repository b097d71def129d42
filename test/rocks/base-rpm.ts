import { buildRpm } from '../../iso/rpm/build-rpm.ts';

/** Stands in a data base of packages for the distribution's own: the shell, which is all that our packages ask of it. */
export function baseRpm(out: string): Promise<string> {
	return buildRpm(
		{
			name: 'bash',
			version: '3.2',
			release: '1',
			arch: 'noarch',
			summary: 'A shell',
			description: 'Stands for the shell of the distribution.',
			entries: [{ kind: 'link', path: '/bin/sh', target: 'bash' }],
		},
		{ out, buildTime: 1_200_000_000 },
	);
}
