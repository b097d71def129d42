import { defineConfig } from 'vitest/config';

/** The tests by which `npm run test:mutation` judges the verifier: those that look at it closely and start no client. */
export default defineConfig({
	test: {
		include: [
			'test/runtime/wire/security/*.test.ts',
			'test/runtime/wire/xml/{canonical,read-xml}.test.ts',
			'test/runtime/wire/server/refusals.test.ts',
			'test/runtime/cloud/api/ec2/auth/*.test.ts',
			'test/runtime/cloud/api/ec2/soap/*.test.ts',
			'test/runtime/cloud/api/ec2/interface.test.ts',
		],
		testTimeout: 30_000,
		hookTimeout: 60_000,
	},
});
