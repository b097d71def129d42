import { vi } from 'vitest';

/** Waits until the check passes. The limit is for what never comes about, also on a machine that is very busy. */
export const eventually = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 60_000, interval: 30 });
