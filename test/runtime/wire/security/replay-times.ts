import { expect } from 'vitest';
import type { ReplayStore } from '../../../../src/runtime/wire/security/replay-store.ts';

export const NOW = Date.parse('2026-11-23T12:00:00Z');
export const LATER = NOW + 600_000;

/** False if the store knows the signature already. */
export function accepts(store: ReplayStore, signature: string, now = NOW, until = now + 600_000): boolean {
	try {
		store.remember(Buffer.from(signature), until, now);
		return true;
	} catch (error) {
		expect(error).toMatchObject({ code: 'WSS_REPLAYED' });
		return false;
	}
}
