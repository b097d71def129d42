import { errorCatalogue } from '../../src/common/errors.ts';

/** What can go wrong while packages are built and read. */
export const rpmErrors = errorCatalogue({
	BUILD_FAILED: {
		text: 'the package {name} could not be built',
		who: 'us',
		next: 'see below why; scripts/install-packages.sh roll installs the programs that building needs',
	},
	PATH_STRANGE: { text: '{path} cannot be a file of the package {name}: a spec file would take it apart', who: 'us' },
	TEXT_NOT_ASCII: { text: 'summary and description of the package {name} must be ASCII', who: 'us' },
	NOT_FOR_OLD_RPM: {
		text: '{path} would not be read by rpm 4.4.2 or Rocks ({rule}): {problem}',
		who: 'us',
		next: 'compare the settings in iso/rpm/build-rpm.ts with those of the rpmbuild in use',
	},
	RELEASE_STRANGE: {
		text: '"{release}" cannot be the release of a package: Rocks takes file names apart at the hyphens',
		who: 'operator',
		next: 'say RELEASE=2, or other digits, letters, dots and _',
	},
	ARCH_UNKNOWN: { text: 'there are no packages for {arch}', who: 'operator', next: 'say {known}' },
	NOT_AN_RPM: { text: '{path} is not an RPM: {problem}', who: 'operator', next: 'build it again: make rpms' },
});
