import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../common/clock.ts';
import { messageOf } from '../../../common/errors.ts';
import type { Logger } from '../../../common/log.ts';
import type { MailServer } from '../../../conf/web-types.ts';
import type { Mail } from '../engine/mail.ts';
import {
	allMails,
	deleteMail,
	forgetMails,
	insertMail,
	type KeptMail,
	mailsDue,
	makeFailedDue,
	NEVER,
	nextMailAt,
	updateMail,
} from '../store/mails.ts';
import type { Store } from '../store/open-store.ts';
import type { Database } from '../store/schema.ts';
import { deliver, type Failure } from './deliver.ts';

export interface OutboxParts {
	readonly store: Store;
	readonly smtpServer: MailServer;
	/** The sender's address, asked anew for each round; '' while nobody has entered one. */
	readonly from: () => Promise<string>;
	readonly clock: Clock;
	readonly log: Logger;
}

export interface WaitingMail {
	readonly to: string;
	readonly subject: string;
	readonly attempts: number;
	/** Why the last attempt failed. */
	readonly problem: string | undefined;
	/** When it was written, in ms since 1970. */
	readonly since: number;
	/** When it is tried next; undefined if it was refused or given up: only {@link Outbox.tryAgain} does then. */
	readonly nextAt: number | undefined;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** After the first failures; then each hour. */
const PAUSES: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE];
/** No mail is tried by itself for longer … */
const GIVE_UP_MS = 3 * DAY;
/** … or kept for longer: its link has expired by then. */
const FORGET_MS = 30 * DAY;
/** Time limit of one attempt. */
const ATTEMPT_MS = 2 * MINUTE;
/** A stop waits so long for a server that may be about to take a mail. */
const CLOSE_MS = 5_000;

/** Begins with what an earlier process left. */
export function openOutbox(parts: OutboxParts): Outbox {
	return new Outbox(parts);
}

/**
 * Mails on their way. They are rows of the store until a server has taken them, so that none is lost; one at a time, the
 * oldest first. Each attempt is written down before it is made: a crash in the middle of it repeats that mail after its
 * pause, and a store that takes nothing any more sends nothing any more.
 */
export class Outbox {
	readonly #parts: OutboxParts;
	readonly #stopping = new AbortController();
	/** Ends the attempt that is being made. */
	readonly #cut = new AbortController();
	/** Of the round that is going on, or the pause after it: aborted, another round follows at once. */
	#rest = new AbortController();
	readonly #running: Promise<void>;

	constructor(parts: OutboxParts) {
		this.#parts = parts;
		this.#running = this.#run();
	}

	/** Sent once this transaction has been committed; call {@link wake} then. */
	async queue(tx: Database, mail: Mail): Promise<void> {
		const subject = mail.subject.replace(/[\s\p{Cc}]+/gu, ' ').trim();
		await insertMail(tx, randomUUID(), { ...mail, subject }, this.#parts.clock.now());
	}

	/** There may be something to send. */
	wake(): void {
		this.#rest.abort();
	}

	/** What no server has taken yet, the oldest first. */
	async waiting(): Promise<readonly WaitingMail[]> {
		const mails = await allMails(this.#parts.store.db);
		return mails.map(({ to, subject, attempts, problem, createdAt, nextAt }) => ({
			to,
			subject,
			attempts,
			problem,
			since: createdAt,
			nextAt: nextAt === NEVER ? undefined : nextAt,
		}));
	}

	/** All that failed, those too that were refused or given up. */
	async tryAgain(): Promise<void> {
		const { store, clock } = this.#parts;
		await store.transaction((tx) => makeFailedDue(tx, clock.now()));
		this.wake();
	}

	/** Finishes the mail that is being sent, if that does not take long; the others stay for the next process. */
	async close(): Promise<void> {
		this.#stopping.abort();
		this.#rest.abort();
		await this.#within(CLOSE_MS, this.#running, this.#cut);
	}

	async #run(): Promise<void> {
		const { clock, log } = this.#parts;
		while (!this.#stopping.signal.aborted) {
			this.#rest = new AbortController();
			const pause = await this.#round().catch((error: unknown) => {
				log.error({ problem: messageOf(error) }, 'mails not looked at');
				return MINUTE;
			});
			await clock.sleep(pause, this.#rest.signal).catch(() => undefined);
		}
	}

	/** Tries what is due. @returns ms until something is again */
	async #round(): Promise<number> {
		const { store, clock, from, log } = this.#parts;
		await store.transaction((tx) => forgetMails(tx, clock.now() - FORGET_MS));
		const due = await mailsDue(store.db, clock.now());
		const sender = due.length === 0 ? '' : await from();
		let closed: Failure | undefined = sender === '' ? NO_SENDER : undefined;
		for (const mail of due) {
			if (this.#stopping.signal.aborted) {
				return 0;
			}

			const failure = closed ?? (await this.#attempt(mail, sender));
			if (failure !== undefined && !this.#cut.signal.aborted) {
				await this.#failed(mail, failure);
			}

			if (failure?.kind === 'unreachable') {
				closed = failure;
			}
		}

		if (closed !== undefined && due.length > 0) {
			log.warn({ waiting: due.length, problem: closed.problem }, 'no mail can be sent now');
		}

		const next = (await nextMailAt(store.db)) ?? Number.POSITIVE_INFINITY;
		return Math.min(Math.max(next - clock.now(), 0), HOUR);
	}

	async #attempt(mail: KeptMail, from: string): Promise<Failure | undefined> {
		const { store, smtpServer, clock, log } = this.#parts;
		const { id, to, subject, attempts, createdAt } = mail;
		await store.transaction((tx) => updateMail(tx, afterFailure(mail, clock.now())));
		const limit = new AbortController();
		const signal = AbortSignal.any([limit.signal, this.#cut.signal]);
		const failure = await this.#within(
			ATTEMPT_MS,
			deliver(smtpServer, { ...mail, from, date: createdAt }, signal),
			limit,
			`no end of it within ${ATTEMPT_MS / 1000} seconds`,
		);
		if (failure === undefined) {
			await store.transaction((tx) => deleteMail(tx, id));
			log.info({ to, subject, attempts: attempts + 1 }, 'mail sent');
		}

		return failure;
	}

	async #failed(mail: KeptMail, { kind, problem }: Failure): Promise<void> {
		const { store, clock, log } = this.#parts;
		const now = clock.now();
		const isOver = kind === 'refused' || now - mail.createdAt >= GIVE_UP_MS;
		const next = { ...afterFailure(mail, now), problem };
		await store.transaction((tx) => updateMail(tx, isOver ? { ...next, nextAt: NEVER } : next));
		// never the text: links in it open accounts
		const fields = { to: mail.to, subject: mail.subject, attempts: next.attempts, problem };
		if (isOver) {
			log.error(fields, kind === 'refused' ? 'mail refused' : 'mail given up');
		} else if (kind === 'later') {
			log.warn(fields, 'mail not sent yet');
		}
	}

	/** Aborts `what` does when it takes longer than `ms`, and waits for its end. */
	async #within<T>(ms: number, work: Promise<T>, what: AbortController, why?: string): Promise<T> {
		const done = new AbortController();
		this.#parts.clock.sleep(ms, done.signal).then(
			() => what.abort(new Error(why)),
			() => undefined,
		);
		try {
			return await work;
		} finally {
			done.abort();
		}
	}
}

const NO_SENDER: Failure = {
	kind: 'unreachable',
	problem: 'there is no address to send from: the administrator has not entered an e-mail address yet',
};

function afterFailure({ id, attempts, problem }: KeptMail, now: number) {
	return { id, attempts: attempts + 1, nextAt: now + (PAUSES[attempts] ?? HOUR), problem };
}
