import { readFile } from 'node:fs/promises';
import { messageOf } from '../../common/errors.ts';
import { installerErrors } from '../errors.ts';

/** What only a person or a file of his can tell. Everything is asked once per run, however many hosts need it. */
export interface Secrets {
	/** `accepts` says whether it is the right one; undefined if nobody can be asked. */
	passphrase(keyFile: string, accepts: (passphrase: string) => boolean): Promise<string | undefined>;
	sudoPassword(user: string): Promise<string | undefined>;
}

export interface SecretSources {
	/** First line counts; may be /dev/fd/N. */
	readonly passphraseFile?: string | undefined;
	readonly sudoPasswordFile?: string | undefined;
	/** Asks at the terminal, without showing what is typed. */
	readonly ask?: ((question: string) => Promise<string>) | undefined;
}

const TRIES = 3;

export function secretsFrom({ passphraseFile, sudoPasswordFile, ask }: SecretSources): Secrets {
	const passphrases = new Map<string, Promise<string | undefined>>();
	const passwords = new Map<string, Promise<string | undefined>>();
	// Only one question at a time.
	let asked: Promise<unknown> = Promise.resolve();
	const inTurn = <T>(question: () => Promise<T>): Promise<T> => {
		const answer = asked.then(question);
		asked = answer.catch(() => {});
		return answer;
	};
	const fileOnce = once((file: string) => firstLine(file));
	const findPassphrase = async (keyFile: string, accepts: (passphrase: string) => boolean) => {
		if (passphraseFile !== undefined) {
			const found = await fileOnce(passphraseFile);
			if (!accepts(found)) {
				throw installerErrors('PASSPHRASE_WRONG', { key: keyFile, file: passphraseFile });
			}

			return found;
		}

		return ask === undefined ? undefined : inTurn(() => askUntil(ask, keyFile, accepts));
	};
	const findPassword = async (user: string) => {
		if (sudoPasswordFile !== undefined) {
			return fileOnce(sudoPasswordFile);
		}

		return ask === undefined ? undefined : inTurn(() => ask(`Password of ${user} for sudo on the hosts:`));
	};
	return {
		passphrase: (keyFile, accepts) => remember(passphrases, keyFile, () => findPassphrase(keyFile, accepts)),
		sudoPassword: (user) => remember(passwords, user, () => findPassword(user)),
	};
}

async function askUntil(
	ask: (question: string) => Promise<string>,
	keyFile: string,
	accepts: (passphrase: string) => boolean,
): Promise<string | undefined> {
	for (let attempt = 0; attempt < TRIES; attempt += 1) {
		const typed = await ask(`${attempt === 0 ? 'Passphrase' : 'That was not it. Passphrase'} of the key ${keyFile}:`);
		if (accepts(typed)) {
			return typed;
		}
	}

	throw installerErrors('PASSPHRASE_WRONG', { key: keyFile, file: 'what was typed' });
}

async function firstLine(file: string): Promise<string> {
	try {
		return (await readFile(file, 'utf8')).split('\n')[0]?.replace(/\r$/, '') ?? '';
	} catch (error) {
		throw installerErrors('SECRET_FILE', { file, problem: messageOf(error) }, { cause: error });
	}
}

/** A pipe can be read only once. */
function once(read: (file: string) => Promise<string>): (file: string) => Promise<string> {
	const known = new Map<string, Promise<string>>();
	return (file) => remember(known, file, () => read(file));
}

function remember<T>(known: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
	const found = known.get(key) ?? find();
	known.set(key, found);
	return found;
}
