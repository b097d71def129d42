import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { discoverPacket, type Offer, readOffer } from './packet.ts';

export interface DhcpAnswer extends Offer {
	/** The interface that was asked through. */
	readonly device: string;
}

/** Servers ping an address before they offer it: that takes up to two seconds. */
const PATIENCE_MS = 3500;
const CLIENT_PORT = 68;
const SERVER_PORT = 67;

/**
 * Asks for an address, as a new machine would, through each interface given by name and own address, and takes none.
 * Undefined where this machine cannot ask: another program has the client's port, or the rights are missing.
 */
export async function discoverDhcp(
	devices: readonly { readonly name: string; readonly address: string }[],
	patienceMs = PATIENCE_MS,
): Promise<readonly DhcpAnswer[] | undefined> {
	const answers = new Map<string, DhcpAnswer>();
	const asked = new Map(devices.map(({ name }) => [randomBytes(4).readUInt32BE(0), name]));
	const sockets: Socket[] = [];
	try {
		const ear = await bound('0.0.0.0');
		sockets.push(ear);
		ear.on('message', (packet) => {
			for (const [transaction, device] of asked) {
				const offer = readOffer(packet, transaction);
				if (offer !== undefined) {
					answers.set(`${device} ${offer.server}`, { ...offer, device });
				}
			}
		});
		// Bound to an address of the interface, a packet for everybody leaves by that interface.
		for (const [index, [transaction]] of [...asked].entries()) {
			const mouth = await bound(devices[index]?.address ?? '0.0.0.0');
			sockets.push(mouth);
			mouth.setBroadcast(true);
			const packet = discoverPacket(transaction, locallyAdministered());
			mouth.send(packet, SERVER_PORT, '255.255.255.255', () => {}); // a wire that is down has no server
		}

		const deadline = performance.now() + patienceMs;
		while (performance.now() < deadline && answers.size < asked.size) {
			await delay(50);
		}

		return [...answers.values()];
	} catch {
		return undefined;
	} finally {
		for (const socket of sockets) {
			socket.close();
		}
	}
}

function bound(address: string): Promise<Socket> {
	return new Promise((resolve, reject) => {
		const socket = createSocket({ type: 'udp4', reuseAddr: true });
		socket.once('error', reject);
		socket.bind({ address, port: CLIENT_PORT, exclusive: true }, () => {
			socket.on('error', () => {});
			resolve(socket);
		});
	});
}

/** Of no maker: no server can have an entry for it. */
function locallyAdministered(): Buffer {
	const mac = randomBytes(6);
	mac[0] = 0x02;
	return mac;
}
