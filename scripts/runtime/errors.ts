import { errorCatalogue } from '../../src/common/errors.ts';

/** What can go wrong while the Node that is shipped is put together. */
export const runtimeErrors = errorCatalogue({
	PACKAGES_MISSING: {
		text: 'Debian does not offer {packages} for {arch} any more: {problem}',
		who: 'us',
		next: 'make newer-libraries: takes what Debian offers now, if it proves itself under the kernels of old',
	},
	MIRROR_UNREACHABLE: {
		text: 'Debian was not reached for {packages} ({arch}): {problem}',
		who: 'operator',
		next: 'see what "apt-get update" says on this machine; what was fetched once is kept in build/cache',
	},
	SOURCES_MISSING: {
		text: 'the mirror of this machine does not have sources that the licences ask for: {sources}; all others are in {target}',
		who: 'operator',
		next: 'take them from snapshot.debian.org, which keeps every version, before you pass the RPMs on',
	},
	LIBRARY_UNEXPECTED: {
		text: '{file} is not the library that was tested on old kernels: its SHA-256 is {found}, expected {expected}',
		who: 'us',
		next: 'make newer-libraries: takes what Debian offers now, if it proves itself under the kernels of old',
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
	NOT_PROVEN: {
		text: 'the libraries that Debian offers now ({packages}) do not prove themselves under the kernels of old: {problem}',
		who: 'us',
		next: 'report this; packages/runtime-*.txt are as they were',
	},
	NO_INTERPRETER: { text: '{file} is not an ELF program with a place for its loader', who: 'us' },
});
