import type { Clock } from '../../common/clock.ts';
import type { Site } from '../../site/schema.ts';
import type { Gate } from '../gate/gate.ts';
import type { Runs } from '../gate/runs.ts';
import type { Reporter } from '../messages.ts';
import type { Packs } from '../plan/batch.ts';
import type { Blueprint } from '../plan/blueprint.ts';
import type { Survey } from '../plan/survey.ts';
import type { HostFacts } from '../probe/facts.ts';
import type { Host } from '../transport/host.ts';

/** The site and the hosts that it is being put on. */
export interface Installation {
	readonly site: Site;
	/** Every host of the site, in its order: the cloud controller's first. */
	readonly hosts: readonly Host[];
	/** What the probe phase found. */
	readonly facts: Map<string, HostFacts>;
	/** What each host that answered reports of itself. */
	readonly surveys: Map<string, Survey>;
	/** Hosts that failed, with the reason; later phases leave them out. */
	readonly failed: Map<string, unknown>;
	/** Of a run on some hosts only: opens another one of the site, which is closed with the rest. */
	readonly openMore?: (name: string) => Promise<Host>;
}

export interface PhaseTools {
	readonly gate: Gate;
	readonly reporter: Reporter;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Runs the work on every host that has not failed, side by side. A host that fails stops no other. */
	eachHost(work: (host: Host) => Promise<void>): Promise<void>;
	/** Runs when everything has ended, however it ended; the last one given runs first. */
	atEnd(work: () => Promise<void>): void;
	/** Take a host's lock even from an owner that may be alive. */
	readonly breakLock: boolean;
	/** What every host must have. */
	readonly blueprint: Blueprint;
	/** Archives of programs, on their way to hosts. */
	readonly packs: Packs;
	readonly runs: Runs;
}

/** One stage of an installation. */
export interface Phase {
	/** Stable: it is written to messages and journals. */
	readonly id: string;
	readonly title: string;
	/** A reason to leave it out. */
	skip?(installation: Installation): string | undefined;
	run(installation: Installation, tools: PhaseTools): Promise<void>;
	/** Takes back what run brought; phases are undone in reverse order. */
	undo?(installation: Installation, tools: PhaseTools): Promise<void>;
}
