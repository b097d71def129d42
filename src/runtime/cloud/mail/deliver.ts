import { Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { messageOf } from '../../../common/errors.ts';
import type { MailServer } from '../../../conf/web-types.ts';
import type { Mail } from '../engine/mail.ts';

export interface Letter extends Mail {
	/** Of the message: a server that gets it twice can tell. */
	readonly id: string;
	readonly from: string;
	/** When it was written, in ms since 1970. */
	readonly date: number;
}

/** Why a mail did not get through. */
export interface Failure {
	/** `refused`: this mail, for good; `later`: this mail, for now; `unreachable`: the server takes none at all now. */
	readonly kind: 'refused' | 'later' | 'unreachable';
	/** One line, for the administrator. */
	readonly problem: string;
}

/** Longer than any attempt is allowed to take: the signal ends it before. */
const LIBRARY_TIMEOUT_MS = 600_000;

/**
 * Hands a mail to the server (plain SMTP; encrypted if the server offers it, whatever its certificate says).
 * @returns undefined when the server took it
 */
export async function deliver(server: MailServer, letter: Letter, signal: AbortSignal): Promise<Failure | undefined> {
	const socket = new Socket();
	try {
		await send(server, letter, socket, signal);
		return undefined;
	} catch (error) {
		return failureOf(server, error, signal);
	} finally {
		socket.destroy();
	}
}

async function send(
	{ host, port }: MailServer,
	{ id, from, to, subject, text, date }: Letter,
	socket: Socket,
	signal: AbortSignal,
): Promise<void> {
	const transport = createTransport({
		host,
		port,
		// the library would look for the host in the name service only, and not in /etc/hosts
		getSocket(_options, callback) {
			socket.once('error', callback);
			socket.connect({ host, port }, () => {
				callback(null, { connection: socket });
				socket.off('error', callback);
			});
		},
		opportunisticTLS: true,
		tls: { rejectUnauthorized: false },
		connectionTimeout: LIBRARY_TIMEOUT_MS,
		greetingTimeout: LIBRARY_TIMEOUT_MS,
		socketTimeout: LIBRARY_TIMEOUT_MS,
	});
	await transport.sendMail({
		messageId: `<${id}@${from.slice(from.indexOf('@') + 1)}>`,
		date: new Date(date),
		// as parts: a comma in one string would make two addresses of it
		from: { name: '', address: from },
		to: { name: '', address: to },
		subject,
		text,
		textEncoding: 'quoted-printable',
		// no answers from the machines of people who are on holiday (RFC 3834)
		headers: { 'Auto-Submitted': 'auto-generated' },
		xMailer: false,
		disableFileAccess: true,
		disableUrlAccess: true,
		signal,
	});
}

function failureOf({ host, port }: MailServer, error: unknown, signal: AbortSignal): Failure {
	const {
		command = '',
		response,
		responseCode,
	} = error as {
		readonly command?: string;
		readonly response?: string;
		readonly responseCode?: number;
	};
	const server = `${host}:${port}`;
	if (response === undefined || responseCode === undefined) {
		const why = oneLine(signal.aborted ? messageOf(signal.reason) : allMessages(error));
		// before the recipient is named, nothing was said about this mail
		return { kind: command === 'API' ? 'later' : 'unreachable', problem: `${server}: ${why}` };
	}

	const problem = `${server} answered ${oneLine(response)}`;
	if (command !== 'RCPT TO' && command !== 'DATA') {
		return { kind: command === 'MAIL FROM' ? 'later' : 'unreachable', problem };
	}

	return { kind: responseCode >= 500 ? 'refused' : 'later', problem };
}

/** A host with several addresses fails once for each, and the error around them says nothing. */
function allMessages(error: unknown): string {
	return error instanceof AggregateError ? error.errors.map(messageOf).join(', ') : messageOf(error);
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}
