/** How one kind of value is read from and written to eucalyptus.conf. */
export interface ConfType<T> {
	/** As the reference page names it: `port`, `Y or N`, `GREEDY or ROUNDROBIN`. */
	readonly name: string;
	readonly defaultValue: T;
	/** Returns the value, or throws an Error whose message says what is expected. */
	parse(text: string): T;
	print(value: T): string;
}

export interface KeySpec<T> {
	readonly type: ConfType<T>;
	/** Who reads it: I init script, C cluster controller, N node controller, L cloud controller, T tools. */
	readonly readers: string;
	readonly text: string;
}

function type<T>(
	name: string,
	defaultValue: T,
	parse: (text: string) => T,
	print: (value: T) => string = String,
): ConfType<T> {
	return { name, defaultValue, parse, print };
}

function checked(name: string, pattern: RegExp, defaultValue: string, expected: string): ConfType<string> {
	return type(name, defaultValue, (text) => {
		if (text !== '' && !pattern.test(text)) {
			throw new Error(`expected ${expected}`);
		}

		return text;
	});
}

const HOST = /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?(:\d{1,5})?$/;
const MAC = /^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/;

export const flag = (defaultValue: boolean): ConfType<boolean> =>
	type(
		'Y or N',
		defaultValue,
		(text) => {
			if (!/^[YyNn]$/.test(text)) {
				throw new Error('expected Y or N');
			}

			return /^[Yy]$/.test(text);
		},
		(value) => (value ? 'Y' : 'N'),
	);

export const enumeration = <const V extends readonly string[]>(
	values: V,
	defaultValue: V[number],
): ConfType<V[number]> =>
	type(values.join(' or '), defaultValue, (text) => {
		const found = values.find((value) => value.toUpperCase() === text.toUpperCase());
		if (found === undefined) {
			throw new Error(`expected one of ${values.join(', ')}`);
		}

		return found;
	});

/** Without a default the key is optional and reads as undefined. */
export function integer(defaultValue: number, min: number, max?: number): ConfType<number>;
export function integer(defaultValue: undefined, min: number, max?: number): ConfType<number | undefined>;
export function integer(
	defaultValue: number | undefined,
	min: number,
	max = Number.MAX_SAFE_INTEGER,
): ConfType<number | undefined> {
	const name = max === Number.MAX_SAFE_INTEGER ? `integer, at least ${min}` : `integer, ${min} to ${max}`;
	return type<number | undefined>(
		name,
		defaultValue,
		(text) => {
			if (text === '' && defaultValue === undefined) {
				return undefined;
			}

			const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
			if (!(value >= min && value <= max)) {
				throw new Error(`expected an ${name}`);
			}

			return value;
		},
		(value) => (value === undefined ? '' : String(value)),
	);
}

export const port = (defaultValue: number): ConfType<number> => {
	const { parse, print } = integer(defaultValue, 1, 65_535);
	return { name: 'port', defaultValue, parse, print };
};

export const dir = (defaultValue: string): ConfType<string> =>
	checked('directory', /^(\/[^\s"$`\\]*|not_configured)$/, defaultValue, 'an absolute directory');
export const path = (defaultValue: string): ConfType<string> =>
	checked('path', /^[^\s"$`\\]+$/, defaultValue, 'a path without blanks or quotes');
export const word = (defaultValue: string): ConfType<string> =>
	checked('name', /^[A-Za-z0-9_.-]+$/, defaultValue, 'a name');
export const host = (defaultValue: string): ConfType<string> =>
	checked('host', HOST, defaultValue, 'a host name or address');
export const ifname = (defaultValue: string): ConfType<string> =>
	checked('interface', /^[A-Za-z0-9_.:-]{1,15}$/, defaultValue, 'a network interface (at most 15 characters)');
export const ipv4 = (): ConfType<string> => checked('IPv4 address', IPV4, '', 'an IPv4 address such as 10.1.0.1');
export const netmask = (): ConfType<string> =>
	type('IPv4 mask', '', (text) => {
		if (text !== '' && !isNetmask(text)) {
			throw new Error('expected a network mask such as 255.255.255.0');
		}

		return text;
	});

/** Words between blanks. */
export const list = (
	each: RegExp = /^\S+$/,
	expected = 'words separated by blanks',
	name = 'list',
): ConfType<readonly string[]> =>
	type(
		name,
		[] as readonly string[],
		(text) => {
			const words = text.split(/\s+/).filter((word) => word !== '');
			const wrong = words.find((word) => !each.test(word));
			if (wrong !== undefined) {
				throw new Error(`expected ${expected}; ${JSON.stringify(wrong)} is not`);
			}

			return words;
		},
		(words) => words.join(' '),
	);

export const hosts = (): ConfType<readonly string[]> => list(HOST, 'host names separated by blanks', 'host list');

export interface MacAddressPair {
	readonly mac: string;
	readonly ip: string;
}

export const macmap = (): ConfType<readonly MacAddressPair[]> =>
	type(
		'MAC=IP list',
		[] as readonly MacAddressPair[],
		(text) =>
			text
				.split(/\s+/)
				.filter((word) => word !== '')
				.map(macAddressPair),
		(pairs) => pairs.map(({ mac, ip }) => `${mac}=${ip}`).join(' '),
	);

const IPV4 = /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$/;

function macAddressPair(word: string): MacAddressPair {
	const [mac = '', ip = '', more] = word.split('=');
	if (!MAC.test(mac) || !IPV4.test(ip) || more !== undefined) {
		throw new Error(`expected MAC=IP pairs such as aa:dd:11:00:00:01=10.1.0.9; ${JSON.stringify(word)} is not`);
	}

	return { mac: mac.toLowerCase(), ip };
}

function isNetmask(text: string): boolean {
	if (!IPV4.test(text)) {
		return false;
	}

	const bits = text
		.split('.')
		.map((part) => Number(part).toString(2).padStart(8, '0'))
		.join('');
	return /^1*0*$/.test(bits);
}
