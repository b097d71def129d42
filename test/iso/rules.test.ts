import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeRoll, RULES } from '../../iso/rules/index.ts';
import type { Finding } from '../../iso/rules/rule.ts';
import { RELEASES, type RocksRelease } from '../../iso/target.ts';
import type { ChangedRoll } from './broken-rolls/broken-roll.ts';
import { BROKEN_ROLLS } from './broken-rolls/index.ts';
import { GOOD_ROLLS } from './good-rolls.ts';
import { BUILD_TIME, openWorkshop } from './support/tiny-roll.ts';

const SOURCE = resolve(import.meta.dirname, '../../roll');
const targets = Object.entries(RELEASES).flatMap(([rocks, { arches }]) =>
	arches.map((arch) => ({ rocks: rocks as RocksRelease, arch })),
);

describe('a good roll', () => {
	it.each(targets)('for Rocks $rocks on $arch breaks no rule', async ({ rocks, arch }) => {
		const workshop = await openWorkshop({ rocks, arch, buildTime: BUILD_TIME });
		try {
			expect(await judgeRoll(await workshop.write())).toEqual({ rocks, findings: [] });
		} finally {
			rmSync(workshop.directory, { recursive: true });
		}
	});
});

describe('a roll that is made otherwise breaks no rule:', () => {
	it.concurrent.each(GOOD_ROLLS)('$how', async (changed) => expect(await findings(changed)).toEqual([]));
});

describe('a roll that is broken on purpose is refused for that reason:', () => {
	it.concurrent.each(BROKEN_ROLLS)('$how ($rule)', async (broken) => {
		const found = new Set((await findings(broken)).map(({ id }) => id));
		expect([...found].sort()).toEqual([broken.rule, ...(broken.also ?? [])].sort());
	});
});

describe('the rules', () => {
	it('have ids of their own, a reason and a fix', () => {
		expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
		for (const { reason, fix } of RULES) {
			expect(reason.length).toBeGreaterThan(20);
			expect(fix.length).toBeGreaterThan(5);
		}
	});

	it('are each broken by some roll here', () => {
		const broken = new Set(BROKEN_ROLLS.flatMap(({ rule, also = [] }) => [rule, ...also]));
		expect(RULES.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
	});
});

async function findings(changed: ChangedRoll): Promise<readonly Finding[]> {
	const source = mkdtempSync(join(tmpdir(), 'euca-source-'));
	let directory: string | undefined;
	try {
		cpSync(SOURCE, source, { recursive: true });
		for (const [path, from, to] of changed.source ?? []) {
			const text = readFileSync(join(source, path), 'utf8');
			const other = text.replace(from, to);
			expect(other, `${path} holds what is to be changed`).not.toBe(text);
			writeFileSync(join(source, path), other);
		}

		const target = { rocks: changed.rocks ?? '5.0', arch: 'x86_64', buildTime: BUILD_TIME } as const;
		const { kickstart } = changed;
		const workshop = await openWorkshop(target, { source, ...(kickstart === undefined ? {} : { kickstart }) });
		directory = workshop.directory;
		await changed.tree?.(workshop);
		const { name, label } = changed;
		const path = await workshop.write({
			...(name === undefined ? {} : { name }),
			...(label === undefined ? {} : { label }),
		});
		changed.image?.(path, workshop);
		return (await judgeRoll(path)).findings;
	} finally {
		rmSync(source, { recursive: true });
		if (directory !== undefined) {
			rmSync(directory, { recursive: true });
		}
	}
}
