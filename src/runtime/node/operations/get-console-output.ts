import type { RequestOf, ResponseOf } from '../../wire/contract.ts';
import type { ncGetConsoleOutput } from '../../wire/contracts/nc/nc-get-console-output.ts';
import type { NodeContext } from '../context.ts';
import { visibleInstance } from '../instances/visible.ts';

const MAX_BYTES = 64 * 1024;

/** Base64 of the last 64 KiB that the guest wrote since its start; of the word EMPTY if it wrote nothing. */
export async function getConsoleOutput(
	node: NodeContext,
	{ instanceId, userId }: RequestOf<typeof ncGetConsoleOutput>,
): Promise<ResponseOf<typeof ncGetConsoleOutput>> {
	const instance = visibleInstance(node, instanceId, userId);
	const directory = node.instances.directory(instance);
	const output = await node.hypervisor.console(instance.order.instanceId, directory, MAX_BYTES);
	return { consoleOutput: (output.length === 0 ? Buffer.from('EMPTY') : output).toString('base64') };
}
