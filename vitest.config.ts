import { defineConfig } from 'vitest/config';

const exclude = ['test/e2e/**', 'node_modules/**'];

export default defineConfig({
	test: {
		// Two cores: more workers only make the real programs that the tests start wait for each other.
		maxWorkers: 2,
		// For what hangs: a busy machine makes no test fail.
		testTimeout: 300_000,
		hookTimeout: 300_000,
		projects: [
			{
				extends: true,
				test: { name: 'unit', include: ['test/**/*.test.ts'], exclude, provide: { postgres: undefined } },
			},
			{
				extends: true,
				test: {
					name: 'postgres', // what goes through the store, a second time: the same queries must run there
					include: [
						...['groups', 'images', 'instances', 'keypairs', 'quotas', 'store', 'tags'].map(
							(folder) => `test/runtime/cloud/${folder}/*.test.ts`,
						),
						'test/runtime/cloud/mail/outbox.test.ts',
					],
					exclude: ['test/runtime/cloud/store/{open-store,journal,killed}.test.ts'], // of SQLite's file
					globalSetup: 'test/runtime/cloud/support/postgres-server.ts',
				},
			},
		],
		coverage: {
			provider: 'v8',
			include: ['src/**', 'generators/**'],
			reporter: ['text-summary', 'json-summary', 'html'],
		},
	},
});
