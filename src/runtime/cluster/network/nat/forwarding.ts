import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SWITCH = '/proc/sys/net/ipv4/ip_forward';

/** The host forwards between interfaces from now on; notes in `netDir` that it did not before. */
export async function turnForwardingOn(netDir: string): Promise<void> {
	if ((await readFile(SWITCH, 'utf8')).trim() === '1') {
		return;
	}

	await mkdir(netDir, { recursive: true, mode: 0o755 });
	await writeFile(note(netDir), '');
	await writeFile(SWITCH, '1\n');
}

/** Off again, if it was us who turned it on. */
export async function restoreForwarding(netDir: string): Promise<void> {
	const wasOff = await readFile(note(netDir)).then(
		() => true,
		() => false,
	);
	if (wasOff) {
		await writeFile(SWITCH, '0\n');
		await rm(note(netDir), { force: true });
	}
}

function note(netDir: string): string {
	return join(netDir, 'euca-forwarding-was-off');
}
