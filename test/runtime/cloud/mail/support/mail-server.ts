import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { MailServer } from '../../../../../src/conf/web-types.ts';

export interface Taken {
	readonly from: string;
	readonly to: readonly string[];
	/** As they came, unfolded. */
	readonly headers: readonly string[];
	readonly text: string;
	/** With CRLF, as it came. */
	readonly raw: string;
	readonly encrypted: boolean;
}

/** What the server says where it would say yes: `451 try later`. */
export interface Answers {
	rcpt?: ((to: string) => string | undefined) | undefined;
	data?: ((to: string) => string | undefined) | undefined;
	/** Waited for when a mail has come, before it is taken. */
	hold?: (() => Promise<void>) | undefined;
}

/** A mail server on loopback. */
export async function startMailServer(options: SMTPServerOptions & Partial<MailServer> = {}): Promise<
	MailServer & {
		readonly taken: Taken[];
		readonly answers: Answers;
		readonly server: SMTPServer;
		close(): Promise<void>;
	}
> {
	const taken: Taken[] = [];
	const answers: Answers = {};
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['AUTH', 'STARTTLS'],
		closeTimeout: 1,
		onRcptTo: ({ address }, _session, done) => done(refusal(answers.rcpt?.(address))),
		onData(stream, { envelope, secure }, done) {
			const to = envelope.rcptTo.map(({ address }) => address);
			const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
			buffer(stream)
				.then(async (bytes) => {
					await answers.hold?.();
					const no = refusal(answers.data?.(to.join()));
					const raw = bytes.toString();
					taken.push(...(no === undefined ? [{ from, to, ...partsOf(raw), raw, encrypted: secure }] : []));
					done(no);
				})
				.catch(done);
		},
		...options,
	});
	server.on('error', () => undefined); // connections that were cut
	const { host = '127.0.0.1', port = 0 } = options;
	server.listen(port, host);
	await once(server.server, 'listening');
	return {
		host,
		port: (server.server.address() as AddressInfo).port,
		taken,
		answers,
		server,
		close: () => new Promise((resolve) => server.close(resolve)),
	};
}

function refusal(answer: string | undefined): Error | undefined {
	return answer === undefined
		? undefined
		: Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) });
}

function partsOf(raw: string): { readonly headers: readonly string[]; readonly text: string } {
	const end = raw.indexOf('\r\n\r\n');
	const headers = raw.slice(0, end).replace(/\r\n[ \t]+/g, ' ');
	const body = raw.slice(end + 4).replaceAll('\r\n', '\n');
	const isQuoted = /^content-transfer-encoding: quoted-printable$/im.test(headers);
	return { headers: headers.split('\r\n'), text: isQuoted ? unquoted(body) : body };
}

function unquoted(body: string): string {
	const bytes = body
		.replace(/=\n/g, '')
		.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return Buffer.from(bytes, 'latin1').toString();
}
