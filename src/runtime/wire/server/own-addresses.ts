import { lookup } from 'node:dns/promises';
import { hostname, networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, systemClock } from '../../../common/clock.ts';

/** Which hosts of a signed wsa:To are this one, so that an order recorded on its way to one node is refused by all others. */
export interface OwnAddresses {
	isOwn(to: URL): Promise<boolean>;
	/** For the fault of a message that went astray: the names and addresses by which this host is known. */
	describe(): string;
}

export interface OwnAddressesOptions {
	/** Of the configuration: what the host itself cannot know, such as an alias or an address that is translated. */
	readonly names?: readonly string[];
	/** Of the listening socket; undefined behind Apache, whose port is another. */
	readonly port?: () => number | undefined;
	/** What the system knows; only tests give another. */
	readonly system?: HostFacts;
	readonly clock?: Clock;
}

interface HostFacts {
	hostname(): string;
	addresses(): readonly string[];
	/** The addresses of a name; empty if it is unknown. */
	resolve(name: string): Promise<readonly string[]>;
}

/**
 * Own are: each name of the configuration, the host's name, the addresses of its interfaces, loopback, and every name
 * that leads to one of these. A name that leads nowhere is own if it is the host's name with or without its domain.
 */
export function ownAddresses({ names = [], port, system = thisSystem, clock = systemClock }: OwnAddressesOptions = {}) {
	const configured = new Set(names.map(plainHost));
	const resolved = new Map<string, { readonly addresses: Promise<readonly string[]>; readonly until: number }>();

	const addressesOf = (name: string): Promise<readonly string[]> => {
		const known = resolved.get(name);
		if (known !== undefined && known.until > clock.now()) {
			return known.addresses;
		}

		if (resolved.size >= MOST_NAMES) {
			resolved.clear();
		}

		const addresses = system.resolve(name);
		resolved.set(name, { addresses, until: clock.now() + RESOLVED_MS });
		return addresses;
	};

	const own: OwnAddresses = {
		async isOwn(to) {
			const listening = port?.();
			if (listening !== undefined && Number(to.port || 80) !== listening) {
				return false;
			}

			const host = plainHost(to.hostname);
			const self = plainHost(system.hostname());
			const isOwnAddress = (address: string) => isLoopback(address) || system.addresses().includes(address);
			if (configured.has(host) || host === self || isOwnAddress(host)) {
				return true;
			}

			const addresses = await addressesOf(host);
			return addresses.length > 0 ? addresses.some(isOwnAddress) : isSameButForDomain(host, self);
		},
		describe() {
			const all = new Set([...configured, plainHost(system.hostname()), ...system.addresses()]);
			const shown = [...all].filter((each) => !isLoopback(each)).slice(0, MOST_SHOWN);
			const listening = port?.();
			return `${shown.join(', ')}${listening === undefined ? '' : ` (port ${listening})`}`;
		},
	};
	return own;
}

const RESOLVED_MS = 30_000;
/** Only a caller that we trust can make us look a name up; the list is bounded all the same. */
const MOST_NAMES = 256;
const MOST_SHOWN = 8;
/** A name server that does not answer must not hold up a caller for longer than its own time limit. */
const RESOLVE_MS = 3_000;

const thisSystem: HostFacts = {
	hostname,
	addresses: () => Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address)),
	resolve: (name) =>
		Promise.race([
			lookup(name, { all: true }).then(
				(found) => found.map(({ address }) => address),
				() => [],
			),
			delay(RESOLVE_MS, [], { ref: false }),
		]),
};

/** Small letters, without the brackets of an IPv6 address and the final dot of a name. */
function plainHost(host: string): string {
	return host
		.toLowerCase()
		.replace(/^\[(.*)\]$/, '$1')
		.replace(/\.$/, '');
}

function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** `node7` and `node7.local`; but not `node7.physics` and `node7.chemistry`. */
function isSameButForDomain(a: string, b: string): boolean {
	const [short, long] = a.length < b.length ? [a, b] : [b, a];
	return !short.includes('.') && long.startsWith(`${short}.`);
}
