import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeEach, onTestFinished } from 'vitest';
import { systemClock } from '../../../../src/common/clock.ts';
import { silentLog } from '../../../../src/common/log.ts';
import type { DiskOrder, Disks } from '../../../../src/runtime/node/disks/disks.ts';
import { localDisks } from '../../../../src/runtime/node/disks/local-disks.ts';
import { fileSource } from '../../../../src/runtime/node/disks/sources/file.ts';
import { httpSource } from '../../../../src/runtime/node/disks/sources/http.ts';
import { temporaryDirectory } from '../node-bench.ts';
import { flatten, locationOf } from './images.ts';

export const KEY = 'ssh-rsa AAAAB3NzaC1yc2EAAA alice@example';
/** Of a preparation that nobody aborts. */
export const never = new AbortController().signal;

/** The disks of one node, and orders of instances for them; empty again for each test. */
export function useDiskBench(): DiskBench {
	const bench = new DiskBench();
	beforeEach(() => bench.begin());
	return bench;
}

class DiskBench {
	directory = '';
	instancePath = '';
	#disks: Disks | undefined;

	async begin(): Promise<void> {
		this.directory = temporaryDirectory();
		this.instancePath = join(this.directory, 'instances');
		mkdirSync(this.instancePath);
		this.#disks = await this.open();
		writeFileSync(join(this.directory, 'vmlinuz'), 'a kernel');
		writeFileSync(join(this.directory, 'initrd'), 'a ramdisk');
	}

	get disks(): Disks {
		if (this.#disks === undefined) {
			throw new Error('no test has begun');
		}

		return this.#disks;
	}

	async open(cacheMb = 1000): Promise<Disks> {
		const sources = [fileSource, httpSource(undefined, systemClock)];
		const opened = localDisks({ instancePath: this.instancePath, cacheMb, sources, log: silentLog });
		await opened.open();
		return opened;
	}

	async order(image: string, changes: Partial<DiskOrder> = {}): Promise<DiskOrder> {
		const instanceId = changes.instanceId ?? 'i-00000001';
		const own = join(this.instancePath, 'alice', instanceId);
		mkdirSync(own, { recursive: true });
		return {
			instanceId,
			directory: own,
			root: { id: 'emi-00000001', url: await locationOf(image) },
			kernel: { id: 'eki-00000001', url: await locationOf(join(this.directory, 'vmlinuz')) },
			ramdisk: undefined,
			diskGb: 0,
			swapMb: 0,
			rootFormat: 'qcow2',
			publicKey: KEY,
			...changes,
		};
	}

	cacheFile(name: string): string {
		return join(this.instancePath, 'eucalyptus/cache/emi-00000001', name);
	}

	/** The root disk of an order as a plain file. */
	async rootOf({ directory: own, rootFormat }: DiskOrder): Promise<string> {
		return rootFormat === 'raw' ? join(own, 'root') : flatten(join(own, 'root'), join(this.directory, 'flat.img'));
	}
}

/** A web server until the end of the test; @returns its URL */
export async function serve(handle: (path: string, response: ServerResponse) => void): Promise<string> {
	const server = createServer((request, response) => handle(request.url ?? '', response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
