import * as z from 'zod';

/** How one kind of value is read from and written to eucalyptus-web.properties. */
export interface WebType<T> {
	/** As the reference page names it: `text`, `yes or no`. */
	readonly name: string;
	readonly defaultValue: T;
	/** Returns the value, or throws an Error whose message says what is expected. */
	parse(text: string): T;
	print(value: T): string;
}

/** Several lines: `\n` in the file is a line end, `\\` a backslash. */
export const text = (defaultValue: string): WebType<string> => ({
	name: 'text',
	defaultValue,
	parse: (value) => value.replace(/\\([n\\])/g, (_, what) => (what === 'n' ? '\n' : '\\')),
	print: (value) => value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n'),
});

/** As {@link text}, but there must be some. */
export function someText(defaultValue: string): WebType<string> {
	const { name, parse, print } = text(defaultValue);
	return { name, defaultValue, print, parse: (value) => parse(mustBeSome(value)) };
}

/** One line, as it stands. */
export const line = (defaultValue: string): WebType<string> => ({
	name: 'one line',
	defaultValue,
	parse: mustBeSome,
	print: String,
});

export const yesOrNo = (defaultValue: boolean): WebType<boolean> => ({
	name: 'yes or no',
	defaultValue,
	parse(value) {
		if (!/^(yes|no)$/i.test(value)) {
			throw new Error('expected yes or no');
		}

		return value.toLowerCase() === 'yes';
	},
	print: (value) => (value ? 'yes' : 'no'),
});

/** Such as `name@example.org`; or `root@localhost`, which the mail server of a lone machine delivers as well. */
export function isEmail(text: string): boolean {
	return z.email().safeParse(text).success || /^[\w.+-]+@[A-Za-z0-9-]+$/.test(text);
}

/** Empty: there is none. */
export const email = (): WebType<string | undefined> => ({
	name: 'e-mail address',
	defaultValue: undefined,
	parse(value) {
		if (value !== '' && !isEmail(value)) {
			throw new Error('expected an e-mail address such as name@example.org');
		}

		return value === '' ? undefined : value;
	},
	print: (value) => value ?? '',
});

export interface MailServer {
	/** A name or an address; IPv6 without brackets. */
	readonly host: string;
	readonly port: number;
}

const SERVER = /^(?:\[(?<ipv6>[0-9a-fA-F:.]+)\]|(?<name>[A-Za-z0-9_.-]+))(?::(?<port>\d{1,5}))?$/;

/** `name`, `name:port`, `[ipv6]:port`; without a port it is 25. */
export const mailServer = (defaultValue: MailServer): WebType<MailServer> => ({
	name: 'host:port',
	defaultValue,
	parse(value) {
		const { ipv6, name, port = '25' } = SERVER.exec(value)?.groups ?? {};
		const host = ipv6 ?? name;
		if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
			throw new Error('expected host:port, such as mail.example.org:25');
		}

		return { host, port: Number(port) };
	},
	print: ({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`,
});

function mustBeSome(value: string): string {
	if (value === '') {
		throw new Error('expected some text');
	}

	return value;
}
