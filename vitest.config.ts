import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		exclude: ['test/e2e/**', 'node_modules/**'],
		// Two cores: more workers only make the real programs that the tests start wait for each other.
		maxWorkers: 2,
		testTimeout: 30_000,
		hookTimeout: 60_000,
		coverage: {
			provider: 'v8',
			include: ['src/**', 'generators/**'],
			reporter: ['text-summary', 'json-summary', 'html'],
		},
	},
});
