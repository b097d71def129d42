import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/e2e/**/*.test.ts'],
		// Each story drives one machine from start to end.
		fileParallelism: false,
		sequence: { concurrent: false },
		bail: 1,
		testTimeout: 300_000,
		hookTimeout: 300_000,
	},
});
