import type { Site } from '../src/site/schema.ts';
import { directories } from './directories.ts';
import { eucalyptusConf } from './eucalyptus-conf.ts';
import type { GeneratedFile, Generator } from './file.ts';
import { httpdConf } from './httpd-conf.ts';
import { initScript } from './init-script.ts';
import { launchers } from './launchers.ts';
import { logrotate } from './logrotate.ts';
import { sharedMark } from './shared-mark.ts';
import { systemdUnits } from './systemd-units.ts';
import { webProperties } from './web-properties.ts';

/** Every generator, by its file's name. Directories come first. */
export const GENERATORS: Readonly<Record<string, Generator>> = {
	directories,
	'eucalyptus-conf': eucalyptusConf,
	'httpd-conf': httpdConf,
	'init-script': initScript,
	launchers,
	logrotate,
	'shared-mark': sharedMark,
	'systemd-units': systemdUnits,
	'web-properties': webProperties,
};

/** All that one host must have; nothing for a host that the site does not name. */
export function generate(site: Site, hostName: string): readonly GeneratedFile[] {
	return Object.values(GENERATORS).flatMap((generator) => generator(site, hostName));
}
