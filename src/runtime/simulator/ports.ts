import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { simulatorErrors } from './errors.ts';
import type { SimulatorOptions } from './options.ts';
import type { Ports } from './state.ts';

/** Below the range that kernels take ports for outgoing connections from, so that a port is free again after a restart. */
const FIRST = 10_000;
const LAST = 32_000;

/**
 * A port on 127.0.0.1 for every service: the one it had before, or a free one. What is known and left over (fewer nodes
 * than last time) is kept for the next run. Throws SIMULATOR_PORT_TAKEN, SIMULATOR_PORTS.
 */
export async function choosePorts(options: SimulatorOptions, known: Ports | undefined): Promise<Ports> {
	const taken = new Set(known === undefined ? [] : allOf(known));
	taken.add(options.port);
	const next = freePorts(taken);
	const clusters = [...(known?.clusters ?? [])];
	for (let index = 0; index < options.clusters; index += 1) {
		const before = clusters[index];
		const nodes = [...(before?.nodes ?? [])];
		await checkFree(nodes.slice(0, options.nodes), 'node controller', 'clusters know their nodes by their ports');
		while (nodes.length < options.nodes) {
			nodes.push(await next());
		}

		await checkFree(before === undefined ? [] : [before.port], 'cluster controller', 'a zone keeps its address');
		clusters[index] = { port: before?.port ?? (await next()), nodes };
	}

	return {
		cloud: options.port !== 0 ? options.port : await keepOr(known?.cloud, next),
		web: await keepOr(known?.web, next),
		clusters,
	};
}

async function keepOr(known: number | undefined, next: () => Promise<number>): Promise<number> {
	return known !== undefined && (await isFree(known)) ? known : next();
}

async function checkFree(ports: readonly number[], what: string, why: string): Promise<void> {
	for (const port of ports) {
		if (!(await isFree(port))) {
			throw simulatorErrors('SIMULATOR_PORT_TAKEN', { port, what, why });
		}
	}
}

/** Neighbouring numbers from a random place on. */
function freePorts(taken: Set<number>): () => Promise<number> {
	const first = randomInt(FIRST, LAST);
	let steps = 0;
	return async () => {
		for (; steps <= LAST - FIRST; steps += 1) {
			const port = FIRST + ((first - FIRST + steps) % (LAST - FIRST));
			if (!taken.has(port) && (await isFree(port))) {
				taken.add(port);
				return port;
			}
		}

		throw simulatorErrors('SIMULATOR_PORTS', { first });
	};
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
	});
}

function allOf(ports: Ports): number[] {
	return [ports.cloud, ports.web, ...ports.clusters.flatMap(({ port, nodes }) => [port, ...nodes])];
}
