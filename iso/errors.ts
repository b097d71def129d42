import { errorCatalogue } from '../src/common/errors.ts';

export const isoErrors = errorCatalogue({
	RELEASE_UNKNOWN: { text: 'there is no roll for Rocks {rocks}', who: 'operator', next: 'say ROCKS= one of: {known}' },
	ARCH_NOT_OF_RELEASE: {
		text: 'Rocks {rocks} does not run on {arch}',
		who: 'operator',
		next: 'say ARCH= one of: {known}',
	},
	NO_ISO_PROGRAM: {
		text: 'no program that writes ISO images is installed: xorriso, genisoimage, mkisofs',
		who: 'operator',
		next: 'install one: scripts/install-packages.sh roll',
	},
	ROLL_NOT_VALID: {
		text: '{file} was built, but Rocks would not take it:\n{problems}',
		who: 'us',
		next: 'report this; iso/check {file} says why',
	},
});
