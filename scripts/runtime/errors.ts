import { errorCatalogue } from '../../src/common/errors.ts';

/** What can go wrong while the Node that is shipped is put together. */
export const runtimeErrors = errorCatalogue({
	PACKAGES_MISSING: {
		text: 'Debian does not offer {packages} for {arch} any more: {problem}',
		who: 'us',
		next: 'raise the versions in packages/runtime-{arch}.txt; for libc6 run the tests of test/scripts/runtime as well',
	},
	SOURCES_MISSING: {
		text: 'the mirror of this machine does not have the source of {sources} (all others are in {target})',
		who: 'operator',
		next: 'take them from snapshot.debian.org, which keeps every version, before you pass the RPMs on',
	},
	LIBRARY_UNEXPECTED: {
		text: '{file} is not the library that was tested on old kernels: its SHA-256 is {found}, expected {expected}',
		who: 'us',
		next: 'test the new one under the kernels of test/scripts/runtime, then enter its checksums in scripts/runtime/fstat.ts',
	},
	FSTAT_NOT_FOUND: {
		text: '{file}: the code of fstat that has to be changed for kernels before 2.6.39 occurs {count} times, expected 1',
		who: 'us',
		next: 'see how fstat is compiled in this libc and correct scripts/runtime/fstat.ts',
	},
	RESULT_UNEXPECTED: {
		text: '{file} after the change has the SHA-256 {found}, expected {expected}',
		who: 'us',
		next: 'see what scripts/runtime/fstat.ts changed',
	},
	NO_INTERPRETER: { text: '{file} is not an ELF program with a place for its loader', who: 'us' },
});
