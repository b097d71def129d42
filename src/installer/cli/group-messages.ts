import type { Message } from '../messages.ts';
import { hostRange } from './host-range.ts';

/**
 * What several hosts say alike is one message of all of them. First comes all that the first host says, in its order, then
 * what others say besides.
 */
export function groupMessages(messages: readonly Message[]): readonly Message[] {
	const byHost = [...Map.groupBy(messages, ({ host }) => host).values()].flat();
	const groups = Map.groupBy(byHost, (one) => `${one.code}\0${withoutHost(one)}`);
	return [...groups.values()].flatMap((all) => {
		const [first] = all;
		const hosts = new Set(all.flatMap(({ host }) => host ?? []));
		if (first === undefined || hosts.size < 2) {
			return all;
		}

		return [{ ...first, host: hostRange([...hosts].sort()), text: withoutHost(first) }];
	});
}

/** A difference names the host in the line of the file: `--- /etc/default/eucalyptus on node1`. */
function withoutHost({ host, text }: Message): string {
	return host === undefined ? text : text.replaceAll(` on ${host}\n`, '\n');
}
