import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../../src/common/layout.ts';
import { actions } from '../../../../../src/runtime/cloud/api/ec2/actions/index.ts';

const folder = join(packageRoot(), 'src/runtime/cloud/api/ec2/actions');

describe('the list of actions', () => {
	it('holds what the folder holds', () => {
		const files = readdirSync(folder).filter((file) => file !== 'index.ts');
		const fileOf = (name: string) => `${name.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase()}.ts`;
		expect(actions.map(({ name }) => fileOf(name)).sort()).toEqual(files.sort());
	});

	it('names each action once, in order', () => {
		const names = actions.map(({ name }) => name);
		expect(names).toEqual([...new Set(names)].sort());
	});
});
