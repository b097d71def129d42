/** Work on instances that goes on after the answer: at most one job per instance, and all of them can be awaited. */
export interface Jobs {
	isBusy(id: string): boolean;
	/** Waits for the running job of this instance (aborting it first when `abort`), then runs this one. */
	run(id: string, abort: boolean, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
	/** Aborts everything and waits for it. */
	close(): Promise<void>;
}

interface Job {
	readonly controller: AbortController;
	done: Promise<void>;
}

/** `work` handles its own errors; what escapes goes to `onError`, so that no job can end the process. */
export function createJobs(onError: (id: string, error: unknown) => void): Jobs {
	const jobs = new Map<string, Job>();
	let closed = false;
	return {
		isBusy: (id) => jobs.has(id),
		run(id, abort, work) {
			const before = jobs.get(id);
			if (abort) {
				before?.controller.abort();
			}

			const job: Job = { controller: new AbortController(), done: Promise.resolve() };
			job.done = (before?.done ?? Promise.resolve())
				.then(() => (closed ? undefined : work(job.controller.signal)))
				.catch((error: unknown) => onError(id, error))
				.finally(() => {
					if (jobs.get(id) === job) {
						jobs.delete(id);
					}
				});
			jobs.set(id, job);
			return job.done;
		},
		async close() {
			closed = true;
			for (const job of jobs.values()) {
				job.controller.abort();
			}

			await Promise.all([...jobs.values()].map(({ done }) => done));
		},
	};
}
