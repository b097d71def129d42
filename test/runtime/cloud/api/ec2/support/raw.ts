import { connect } from 'node:net';

export interface RawAnswer {
	readonly status: number;
	readonly head: string;
	readonly body: string;
}

/** Sends octets as they are and reads the whole answer: recorded requests keep their own Host header. */
export async function sendRaw(port: number, octets: string | Buffer): Promise<RawAnswer> {
	const socket = connect(port, '127.0.0.1');
	const chunks: Buffer[] = [];
	let isWhole = false;
	socket.on('data', (chunk: Buffer) => {
		chunks.push(chunk);
		const text = Buffer.concat(chunks).toString();
		const end = text.indexOf('\r\n\r\n');
		const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
		if (end >= 0 && Buffer.concat(chunks).length >= end + 4 + length) {
			isWhole = true;
			socket.end();
		}
	});
	socket.write(octets);
	// a client that was refused while still sending may find the connection reset after the answer
	const failed = (error: Error, reject: (reason: Error) => void) => (isWhole ? undefined : reject(error));
	await new Promise<void>((resolve, reject) =>
		socket.once('close', () => resolve()).once('error', (error) => failed(error, reject)),
	);
	const text = Buffer.concat(chunks).toString();
	const end = text.indexOf('\r\n\r\n');
	return { status: Number(text.slice(9, 12)), head: text.slice(0, end), body: text.slice(end + 4) };
}
