import { join } from 'node:path';
import { succeed } from './program.ts';
import { GATEWAY, PREFIX_LENGTH, type Rack } from './rack.ts';

/** A host's network cable: eth0 in the host, a socket of the wire in the rack. */
export interface Cable {
	/** As it is when power comes on. */
	plugIn(): Promise<void>;
	cut(): Promise<void>;
	join(): Promise<void>;
	loss(percent: number): Promise<void>;
}

const script = (name: string) => join(import.meta.dirname, name);

/** The address '' stands for a host without a cable. */
export async function layCable(rack: Rack, casePid: string, address: string): Promise<Cable> {
	const inHost = (...words: readonly string[]) => succeed('nsenter', ['-t', casePid, '-n', ...words]);
	const inRack = (...words: readonly string[]) => succeed('nsenter', ['-t', String(rack.pid), '-n', ...words]);
	if (address === '') {
		const none = () => Promise.reject(new Error('the host has no cable'));
		return {
			plugIn: async () => void (await inHost('ip', 'link', 'set', 'lo', 'up')),
			cut: none,
			join: none,
			loss: none,
		};
	}

	const socket = `p${casePid}`;
	const peer = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', casePid];
	await inRack('ip', 'link', 'add', socket, ...peer);
	await inRack('ip', 'link', 'set', socket, 'master', 'wire', 'up');
	return {
		plugIn: async () => void (await inHost(script('plug-in.sh'), `${address}/${PREFIX_LENGTH}`, GATEWAY)),
		cut: async () => void (await inRack('ip', 'link', 'set', socket, 'down')),
		join: async () => void (await inRack('ip', 'link', 'set', socket, 'up')),
		loss: async (percent) => void (await inRack(script('lose-packets.sh'), socket, String(percent))),
	};
}
