import { randomBytes } from 'node:crypto';
import { run } from '../../../../src/common/run.ts';

/** Machines that are network namespaces: nothing of the real network is touched. */
export class Namespaces {
	readonly #id = randomBytes(3).toString('hex');
	readonly #names: string[] = [];

	/** A machine with loopback up; returns the name of its namespace. */
	async add(name: string): Promise<string> {
		const full = `euca-${this.#id}-${name}`;
		await run('ip', ['netns', 'add', full]);
		this.#names.push(full);
		await run('ip', ['-n', full, 'link', 'set', 'lo', 'up']);
		return full;
	}

	/** A wire: one interface in each machine, both up. */
	async wire(left: End, right: End): Promise<void> {
		await run('ip', [
			...['-n', left.in, 'link', 'add', left.name, ...macOf(left), 'type', 'veth'],
			...['peer', 'name', right.name, ...macOf(right), 'netns', right.in],
		]);
		for (const end of [left, right]) {
			await run('ip', ['-n', end.in, 'link', 'set', end.name, 'up']);
			if (end.address !== undefined) {
				await run('ip', ['-n', end.in, 'address', 'add', end.address, 'dev', end.name]);
			}
		}
	}

	/** Runs a program in the machine; returns what it printed. */
	async exec(namespace: string, program: string, args: readonly string[]): Promise<string> {
		const { stdout } = await run('ip', ['netns', 'exec', namespace, program, ...args]);
		return stdout;
	}

	async removeAll(): Promise<void> {
		for (const name of this.#names.splice(0)) {
			await run('ip', ['netns', 'delete', name]);
		}
	}
}

export interface End {
	readonly in: string;
	readonly name: string;
	readonly mac?: string;
	/** With prefix length. */
	readonly address?: string;
}

function macOf({ mac }: End): string[] {
	return mac === undefined ? [] : ['address', mac];
}
