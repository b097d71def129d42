import { describe, expect, it } from 'vitest';
import { openReplayStore } from '../../../../src/runtime/wire/security/replay-store.ts';
import { accepts, LATER, NOW } from './replay-times.ts';

describe('the replay store', () => {
	it('knows what it has seen until it expires', () => {
		const store = openReplayStore({ now: NOW });
		expect(accepts(store, 'a')).toBe(true);
		expect(accepts(store, 'a', LATER)).toBe(false);
		expect(accepts(store, 'a', LATER + 1)).toBe(true);
	});

	it('is bounded in memory and says so, and has room again when the old ones have expired', () => {
		const store = openReplayStore({ now: NOW, limit: 100 });
		for (let i = 0; i < 100; i += 1) {
			accepts(store, `m ${i}`);
		}

		expect(() => store.remember(Buffer.from('x'), LATER, NOW)).toThrow(/more than 100 messages in 10 minutes/);
		expect(accepts(store, 'x', LATER + 1)).toBe(true);
	});
});
