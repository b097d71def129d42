import { errorCatalogue } from '../src/common/errors.ts';

export const isoErrors = errorCatalogue({
	RELEASE_UNKNOWN: { text: 'there is no roll for Rocks {rocks}', who: 'operator', next: 'say ROCKS= one of: {known}' },
	ARCH_NOT_OF_RELEASE: {
		text: 'Rocks {rocks} does not run on {arch}',
		who: 'operator',
		next: 'say ARCH= one of: {known}',
	},
	EPOCH_UNREADABLE: {
		text: 'SOURCE_DATE_EPOCH is "{wanted}", but has to be seconds since 1970',
		who: 'operator',
		next: 'say SOURCE_DATE_EPOCH=1214870400, or unset it: the roll then bears the time of the commit',
	},
	NO_COMMIT: {
		text: 'git tells no commit of {directory}, whose time the roll would bear',
		who: 'operator',
		next: 'build from a clone, or name a time: SOURCE_DATE_EPOCH=$(date +%s)',
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
