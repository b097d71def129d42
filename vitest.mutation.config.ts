import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The tests by which `npm run test:mutation` judges the verifier, those first that look at it most closely: a mutant is
 * done with at the first test that notices it.
 */
const TESTS = [
	'test/runtime/wire/security/forms/*.test.ts',
	'test/runtime/wire/security/{verify,keys,replayed,replay-store,replay-file}.test.ts',
	'test/runtime/wire/xml/{read-xml,tree,escape}.test.ts',
	'test/runtime/wire/soap/*.test.ts',
	'test/runtime/cloud/api/ec2/auth/*.test.ts',
	'test/runtime/cloud/api/ec2/soap/{soap,clients-of-2008}.test.ts',
	'test/runtime/wire/xml/canonical.test.ts',
	'test/runtime/wire/server/refusals.test.ts',
	'test/runtime/wire/security/{wrapping,large,oracles}.test.ts',
];

// A time that is read in the zone of the machine must be noticed; threads cannot change their zone.
process.env['TZ'] = 'Asia/Kolkata';

class AsListed extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({ moduleId }: TestSpecification) =>
			TESTS.findIndex((pattern) => path.matchesGlob(path.relative(import.meta.dirname, moduleId), pattern));
		return files.toSorted((a, b) => rank(a) - rank(b));
	}
}

export default defineConfig({
	test: {
		include: TESTS,
		globalSetup: 'test/runtime/wire/shared-identities.ts',
		sequence: { sequencer: AsListed },
		testTimeout: 30_000,
		hookTimeout: 60_000,
	},
});
