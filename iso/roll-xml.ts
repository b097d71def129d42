import { renderConfig } from '../src/common/template.ts';
import { ROLL_NAME, ROLL_RELEASE, type RollTarget } from './target.ts';

/** `roll-eucalyptus.xml`: how Rocks knows the roll, on the image and again in the kickstart package. */
export function rollXml({ rocks, arch, buildTime }: RollTarget): string {
	const built = new Date(buildTime * 1000).toISOString();
	return renderConfig('roll/roll.xml', {
		name: ROLL_NAME,
		version: rocks,
		release: ROLL_RELEASE,
		arch,
		date: built.slice(0, 10),
		time: built.slice(11, 19),
	});
}
