import type { Operation } from './operation.ts';

/** SYSTEM and STATIC have one network for all, which stands since the start (spec §4.2). */
export const startNetwork: Operation<'StartNetwork'> = async () => ({});
