import { claim } from './claim.ts';
import { clusters } from './clusters.ts';
import { connect } from './connect.ts';
import { files } from './files.ts';
import { keys } from './keys.ts';
import { packages } from './packages.ts';
import type { Phase } from './phase.ts';
import { probe } from './probe.ts';
import { runtime } from './runtime.ts';
import { services } from './services.ts';
import { shared, sharedIsSeen } from './shared.ts';
import { verify } from './verify.ts';

const CHANGING: readonly Phase[] = [probe, packages, shared, runtime, files, sharedIsSeen, keys, services, clusters];

/** How a cloud is installed. A killed run starts again at the top: each phase finds out itself what is done already. */
export const APPLY: readonly Phase[] = [connect, claim(CHANGING), ...CHANGING, verify];

/** What a plan can see without changing anything. */
export const PLAN: readonly Phase[] = [connect, ...CHANGING];
