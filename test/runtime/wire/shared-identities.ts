import type { TestProject } from 'vitest/node';
import { freshIdentities } from './identities.ts';

/** For runs that start every test file thousands of times: to make the keys would take longer than the tests. */
export async function setup(project: TestProject): Promise<void> {
	project.provide('identities', await freshIdentities());
}
