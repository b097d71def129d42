import { layout } from '../src/common/layout.ts';
import { webPropertiesFile } from '../src/conf/print-web-properties.ts';
import type { Site } from '../src/site/schema.ts';
import type { GeneratedFile } from './file.ts';

/** The settings of the web site, for the administrator to edit (spec §5.5): the cloud controller's host has them. */
export function webProperties(site: Site, hostName: string): readonly GeneratedFile[] {
	const path = layout(site.eucalyptus).webProperties;
	return hostName === site.cloud.host
		? [{ kind: 'file', path, mode: 0o640, content: webPropertiesFile(), editable: true }]
		: [];
}
