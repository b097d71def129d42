import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../../src/common/layout.ts';
import { actions } from '../../../../../src/runtime/cloud/api/ec2/actions/index.ts';
import { referencePage } from '../../../../../src/runtime/cloud/api/ec2/reference-page.ts';

describe('the reference page of the EC2 actions', () => {
	it('is the one that the definitions make', () => {
		expect(readFileSync(join(packageRoot(), 'docs/reference/ec2-actions.md'), 'utf8')).toBe(referencePage());
	});

	it('lists in one table what waits for parts to come, and only that', () => {
		const table = referencePage().split('| action | waits for | answers |')[1] ?? '';
		const rows = [...table.matchAll(/^\| (\w+) \| .+ \| .+ \|$/gm)].map(([, name]) => name);
		const waiting = actions.filter(({ waitsFor }) => waitsFor !== undefined).map(({ name }) => name);
		expect(rows.filter((name) => name !== 'RunInstances')).toEqual(waiting);
		expect(waiting).toContain('CreateVolume');
	});
});
