import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../../src/common/layout.ts';
import { actions } from '../../../../../src/runtime/cloud/api/ec2/actions/index.ts';
import { NOT_OFFERED } from '../../../../../src/runtime/cloud/api/ec2/not-offered.ts';
import { referencePage } from '../../../../../src/runtime/cloud/api/ec2/reference-page.ts';

describe('the reference page of the EC2 actions', () => {
	it('is the one that the definitions make', () => {
		expect(readFileSync(join(packageRoot(), 'docs/reference/ec2-actions.md'), 'utf8')).toBe(referencePage());
	});

	it('lists each action once, as offered or not', () => {
		expect(actions.filter(({ name }) => NOT_OFFERED.has(name))).toEqual([]);
	});
});
