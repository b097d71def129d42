const MAGIC = 0x63_82_53_63;
const OPTION = { messageType: 53, server: 54, end: 255, pad: 0 } as const;
const DISCOVER = 1;
const OFFER = 2;
/** Ask for the answer by broadcast: we have no address there yet as far as the server knows. */
const BROADCAST = 0x80_00;

/** A DHCPDISCOVER (RFC 2131) as a machine without an address sends it. `mac` has six bytes. */
export function discoverPacket(transaction: number, mac: Uint8Array): Buffer {
	const packet = Buffer.alloc(300);
	packet.set([1, 1, 6, 0]); // request, Ethernet, 6 bytes of address, no relay
	packet.writeUInt32BE(transaction, 4);
	packet.writeUInt16BE(BROADCAST, 10);
	packet.set(mac, 28);
	packet.writeUInt32BE(MAGIC, 236);
	packet.set([OPTION.messageType, 1, DISCOVER, OPTION.end], 240);
	return packet;
}

export interface Offer {
	/** The server that offers. */
	readonly server: string;
	/** The address that it offers. */
	readonly offered: string;
}

/** Reads a DHCPOFFER to our question; anything else is undefined. */
export function readOffer(packet: Buffer, transaction: number): Offer | undefined {
	if (
		packet.length < 244 ||
		packet[0] !== 2 ||
		packet.readUInt32BE(4) !== transaction ||
		packet.readUInt32BE(236) !== MAGIC
	) {
		return undefined;
	}

	const options = optionsOf(packet.subarray(240));
	const server = options.get(OPTION.server);
	if (options.get(OPTION.messageType)?.[0] !== OFFER || server?.length !== 4) {
		return undefined;
	}

	return { server: server.join('.'), offered: packet.subarray(16, 20).join('.') };
}

function optionsOf(bytes: Buffer): Map<number, Buffer> {
	const found = new Map<number, Buffer>();
	for (let at = 0; at < bytes.length && bytes[at] !== OPTION.end; ) {
		const code = bytes[at] ?? OPTION.end;
		if (code === OPTION.pad) {
			at += 1;
			continue;
		}

		const length = bytes[at + 1] ?? 0;
		found.set(code, bytes.subarray(at + 2, at + 2 + length));
		at += 2 + length;
	}

	return found;
}
