import type { Machine } from './domain-xml.ts';
import { virsh } from './virsh.ts';

/** Old hosts have no q35; one that does not say is taken for a new one, and its answer to the first instance is told. */
export async function newestMachine(uri: string): Promise<Machine> {
	const capabilities = await virsh(uri, ['capabilities'], 30_000).catch(() => '');
	return capabilities.includes('<machine') && !/<machine[^>]*>(pc-)?q35/.test(capabilities) ? 'pc' : 'q35';
}
