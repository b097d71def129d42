import type { Operation } from './operation.ts';

/** SYSTEM and STATIC have one network for all, which stays until the stop (spec §4.2). */
export const stopNetwork: Operation<'StopNetwork'> = async () => ({});
