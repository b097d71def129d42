import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/e2e/**/*.test.ts'],
		// Each story drives one machine from start to end.
		fileParallelism: false,
		sequence: { concurrent: false },
		bail: 1,
		// For what hangs: a busy machine makes no test fail.
		testTimeout: 900_000,
		hookTimeout: 900_000,
	},
});
