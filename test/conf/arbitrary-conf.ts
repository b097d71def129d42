import fc from 'fast-check';
import { CONF_KEYS, type Conf } from '../../src/conf/keys.ts';

const letters = (alphabet: string, minLength: number, maxLength: number) =>
	fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const name = letters('abcXYZ019_', 1, 12);
const port = fc.integer({ min: 1, max: 65_535 });
const ipv4 = fc.ipV4();
const mac = letters('0123456789abcdef', 12, 12).map((hex) => (hex.match(/../g) ?? []).join(':'));
const path = fc.array(letters("ab9._-+@,;&|<>()*?[]{}~!#%'", 1, 8), { minLength: 1, maxLength: 5 });

/** By the name of a key's type; enumerations are recognised by their " or ". */
const BY_TYPE: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
	'Y or N': fc.boolean(),
	port,
	directory: fc.oneof(
		path.map((parts) => `/${parts.join('/')}`),
		fc.constant('not_configured'),
	),
	path: path.map((parts) => parts.join('/')),
	name,
	host: fc.tuple(name, fc.option(port)).map(([host, at]) => (at === null ? host : `${host}:${at}`)),
	interface: letters('ethbr019.:-_', 1, 15),
	'IPv4 address': fc.oneof(ipv4, fc.constant('')),
	'IPv4 mask': fc.constantFrom('', '255.255.255.0', '255.255.240.0', '128.0.0.0'),
	list: fc.array(letters("ab9./!*?'&;", 1, 10), { maxLength: 6 }),
	'host list': fc.array(name, { maxLength: 40 }),
	'MAC=IP list': fc.array(fc.record({ mac, ip: ipv4 }), { maxLength: 6 }),
};

/** Any configuration: a valid value for every key. */
export const anyConf: fc.Arbitrary<Conf> = fc.record(
	Object.fromEntries(Object.entries(CONF_KEYS).map(([key, { type }]) => [key, anyValue(type.name, type.defaultValue)])),
) as unknown as fc.Arbitrary<Conf>;

function anyValue(type: string, defaultValue: unknown): fc.Arbitrary<unknown> {
	const known = BY_TYPE[type];
	if (known !== undefined) {
		return known;
	}

	const range = /^integer, (?:at least (\d+)|(\d+) to (\d+))$/.exec(type);
	if (range !== null) {
		const number = fc.integer({ min: Number(range[1] ?? range[2]), max: Number(range[3] ?? 999_999) });
		return defaultValue === undefined ? fc.option(number, { nil: undefined }) : number;
	}

	return fc.constantFrom(...type.split(' or '));
}
