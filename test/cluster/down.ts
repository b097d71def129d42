// make cluster-down: ends what `make cluster-up` made. Twice does no harm.
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { directory, keeper } from './keeper.ts';

const pid = keeper();
if (pid === undefined) {
	console.log('no cluster of this checkout is up');
} else {
	process.kill(pid, 'SIGTERM');
	while (keeper() !== undefined) {
		await delay(50);
	}

	console.log('the cluster is gone, disks and all');
}

rmSync(directory, { recursive: true, force: true });
