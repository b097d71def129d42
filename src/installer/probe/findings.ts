import { CLUSTER_FINDINGS } from './findings/cluster.ts';
import type { FindingOf } from './findings/finding.ts';
import { HOST_FINDINGS } from './findings/host.ts';
import { NETWORK_FINDINGS } from './findings/network.ts';
import { PROGRAM_FINDINGS } from './findings/programs.ts';

export type { Severity } from './findings/finding.ts';

/** Everything the probe can find. docs/reference/findings.md is made from this table, and a test keeps them equal. */
export const FINDINGS = { ...HOST_FINDINGS, ...PROGRAM_FINDINGS, ...NETWORK_FINDINGS, ...CLUSTER_FINDINGS } as const;

export type FindingId = keyof typeof FINDINGS;
export type Finding = FindingOf<FindingId>;
