import { profileFiles } from './profile.ts';
import type { RpmSpec } from './rpm/rpm-spec.ts';
import { ROLL_NAME, ROLL_RELEASE, type RollTarget } from './target.ts';

const PREFIX = '/export/profile';

/** `roll-eucalyptus-kickstart`: what Rocks unpacks into its distribution. Relocatable, without scriptlets. */
export function kickstartSpec(target: RollTarget, source?: string): RpmSpec {
	return {
		name: `roll-${ROLL_NAME}-kickstart`,
		version: target.rocks,
		release: ROLL_RELEASE,
		arch: 'noarch',
		summary: `Kickstart profile of the ${ROLL_NAME} roll`,
		description: `Nodes and graph by which Rocks ${target.rocks} installs Eucalyptus.`,
		prefix: PREFIX,
		entries: profileFiles(target, source).map(({ path, content }) => ({
			kind: 'file',
			path: `${PREFIX}/${path}`,
			mode: 0o644,
			source: { kind: 'text', content },
		})),
	};
}
