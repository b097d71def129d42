import type { Installation } from '../installation.ts';

/** Where copies of the originals lie: TEMPLATE_PATH, else its place below $EUCALYPTUS. */
export function templateDirectory({ conf, paths }: Installation): string {
	return conf.TEMPLATE_PATH === '' || conf.TEMPLATE_PATH === 'not_configured' ? paths.templates : conf.TEMPLATE_PATH;
}
