import { setTimeout as delay } from 'node:timers/promises';

/** What a story in JavaScript starts from: eucarc's variables, and who tells it. */
const env = (name: string) => process.env[name] ?? '';
/** `story` for all of it, `zones` for its first sentence; then the name of the key pair. */
const [chapter = 'zones', name = ''] = process.argv.slice(2);
export const facts = {
	url: env('EC2_URL'),
	accessKey: env('EC2_ACCESS_KEY'),
	secretKey: env('EC2_SECRET_KEY'),
	certificateFile: env('EC2_CERT'),
	privateKeyFile: env('EC2_PRIVATE_KEY'),
	publicKey: env('PUBLIC_KEY'),
	name,
	userData: 'a b+c/d=e~f*gé',
};

/** Asks again and again, as people do: what `isEnough` accepts, or the last answer. */
export async function until<T>(ask: () => Promise<T>, isEnough: (answer: T) => boolean): Promise<T> {
	for (const end = Date.now() + 100_000; ; await delay(100)) {
		const answer = await ask();
		if (isEnough(answer) || Date.now() > end) {
			return answer;
		}
	}
}

export type Told = Record<string, unknown>;
/** Tells by its code how an act was refused. */
export type Attempt = (act: () => Promise<unknown>) => Promise<string>;

/** Prints the story, or its first sentence, as JSON; what goes wrong there is told by its code. */
export async function finish(
	zones: () => Promise<unknown>,
	story: (told: Told, attempt: Attempt) => Promise<void>,
	codeOf: (error: Error) => string,
): Promise<void> {
	const attempt: Attempt = async (act) => {
		try {
			await act();
			return 'no error';
		} catch (error) {
			return error instanceof Error ? codeOf(error) : String(error);
		}
	};
	const told: Told = {};
	const error = await attempt(async () => {
		told.zones = await zones();
	});
	if (error !== 'no error') {
		told.error = error;
	}

	if (chapter === 'story') {
		await story(told, attempt);
	}

	process.stdout.write(`${JSON.stringify(told)}\n`);
}
