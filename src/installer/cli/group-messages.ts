import type { Message } from '../messages.ts';
import { hostRange } from './host-range.ts';

/** What several hosts say alike is one message of all of them; the order is that of the first of each. */
export function groupMessages(messages: readonly Message[]): readonly Message[] {
	const groups = Map.groupBy(messages, (one) => `${one.code}\0${withoutHost(one)}`);
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
