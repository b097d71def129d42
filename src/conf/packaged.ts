import { CONF_KEYS } from './keys.ts';
import { printConf } from './print.ts';

const HEADING = [
	'Configuration of Eucalyptus on this host. Read by a shell and by the controllers: KEY="value", one per line.',
	'Nothing runs yet: euca-setup fills this in, or say Y to START_CLOUD, START_CC or START_NC below.',
	'After a change: /etc/init.d/eucalyptus restart',
];

/** eucalyptus.conf as a package brings it: every key with its default, so that a host that nobody has set up runs nothing. */
export function packagedConf(): string {
	const values = Object.entries(CONF_KEYS).map(([name, { type }]) => [name, type.defaultValue]);
	return printConf(Object.fromEntries(values), HEADING);
}

/** True of a file that a package brought, whatever was set in it since. */
export function isPackagedConf(text: string): boolean {
	return text.includes(`# ${HEADING[1]}`);
}
