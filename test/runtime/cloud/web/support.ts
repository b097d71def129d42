import { once } from 'node:events';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { type Clock, systemClock } from '../../../../src/common/clock.ts';
import { parseWebProperties } from '../../../../src/conf/parse-web-properties.ts';
import { startMailServer as startServer, type Taken } from '../mail/support/mail-server.ts';
import { eventually } from '../support/test-cloud.ts';

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly bytes: Buffer;
	readonly text: string;
}

/** What a browser is to a site: cookies, and forms that come back as they were given out. */
export class Browser {
	readonly #base: string;
	readonly cookies = new Map<string, string>();

	constructor(webUrl: string) {
		this.#base = webUrl;
	}

	/** The page, after all redirections. */
	async open(path: string): Promise<Answer> {
		return await this.#follow(await this.ask('GET', path));
	}

	/** Opens the page and sends its form to `action` with these fields besides what the page hides in it. */
	async send(page: string, action: string, fields: Readonly<Record<string, string>> = {}): Promise<Answer> {
		const { text } = await this.open(page);
		const form = text.split('<form ').find((part) => part.includes(`action="${action.replaceAll('&', '&amp;')}"`));
		if (form === undefined) {
			throw new Error(`${page} has no form for ${action}:\n${text}`);
		}

		const hidden = [...(form.split('</form>')[0]?.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g) ?? [])];
		const body = new URLSearchParams({
			...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, unescaped(value)])),
			...fields,
		});
		return await this.#follow(await this.ask('POST', action, `${body}`));
	}

	/** One request, no redirection followed. */
	async ask(method: string, path: string, body = '', headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
		const url = new URL(path, this.#base);
		const sent = request(url, {
			method,
			rejectUnauthorized: false,
			agent: false,
			headers: {
				cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
				...(body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
				...headers,
			},
		});
		sent.end(body);
		const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
		for (const cookie of response.headers['set-cookie'] ?? []) {
			const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(cookie) ?? [];
			if (value === '') {
				this.cookies.delete(name);
			} else {
				this.cookies.set(name, value);
			}
		}

		const bytes = await buffer(response);
		return { status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString('utf8') };
	}

	async #follow(answer: Answer): Promise<Answer> {
		const { location } = answer.headers;
		return typeof location === 'string' ? await this.open(location) : answer;
	}

	async logIn(userName: string, password: string): Promise<Answer> {
		return await this.send('/', '/login', { userName, password });
	}
}

/** The administrator's first login, as the founding document has it. */
export async function firstLogin(webUrl: string): Promise<Browser> {
	const browser = new Browser(webUrl);
	await browser.logIn('admin', 'admin');
	await browser.send('/first-login', '/first-login', { ...ADMIN, email: 'root@example.org' });
	return browser;
}

export const ADMIN = { password: 'quite-a-secret', again: 'quite-a-secret' };

export const ALICE = {
	userName: 'alice',
	realName: 'Alice Liddell',
	email: 'alice@example.org',
	telephone: '+44 1865 276150',
	projectLeader: 'C. L. Dodgson',
	affiliation: 'Christ Church',
	projectDescription: 'Down the hole,\nand back',
	password: 'rabbit-hole',
	again: 'rabbit-hole',
};

function unescaped(html: string): string {
	return html
		.replaceAll('&#x3D;', '=')
		.replaceAll('&quot;', '"')
		.replaceAll('&#x27;', "'")
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&');
}

/** As they come, with this mail server. */
export const settingsFor = (port: number) => parseWebProperties(`smtp-server = 127.0.0.1:${port}`, 'test');

/** A mail server whose mails can be waited for. */
export async function startMailServer() {
	const server = await startServer();
	return {
		...server,
		/** The next one to this address: subject, text, and the query of each link into the site. */
		async next(to: string) {
			const isTo = (mail: Taken) => mail.to.includes(to);
			const found = await eventually(
				() => server.taken.findIndex(isTo),
				(index) => index >= 0,
			);
			const [{ headers, text } = { headers: [], text: '' }] = server.taken.splice(found, 1);
			const [subject = ''] = headers.flatMap((line) => (line.startsWith('Subject: ') ? [line.slice(9)] : []));
			const links = [...text.matchAll(/https:\/\/[^/\s]+(\/\S*)/g)].map(([, path = '']) => path);
			return { subject, text, links };
		},
	};
}

/** Real time, moved on at will. */
export class MovedClock implements Clock {
	offsetMs = 0;
	readonly sleep = systemClock.sleep;

	now(): number {
		return systemClock.now() + this.offsetMs;
	}
}
