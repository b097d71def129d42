/** A version of the EC2 API: its publication date, `YYYY-MM-DD`. Dates in this form compare as text. */
export type ApiVersion = `${number}-${number}-${number}`;

/** All published versions at which a name, an element or its meaning changed for what this interface serves. */
const KNOWN_VERSIONS = [
	'2006-06-26',
	'2006-10-01',
	'2007-01-03',
	'2007-01-19',
	'2007-03-01',
	'2007-08-29',
	'2008-02-01',
	'2008-05-05',
	'2008-08-08',
	'2008-12-01',
	'2009-03-01',
	'2009-04-04',
	'2009-05-15',
	'2009-07-15',
	'2009-10-31',
	'2009-11-30',
	'2010-06-15',
	'2010-08-31',
	'2011-01-01',
	'2013-02-01',
	'2014-06-15',
	'2014-10-01',
	'2015-10-01',
	'2016-11-15',
] as const satisfies readonly ApiVersion[];

export type KnownVersion = (typeof KNOWN_VERSIONS)[number];

export const NEWEST_VERSION: KnownVersion = '2016-11-15';

/** The newest known version not later than the requested date; undefined if that is no date, or before EC2 existed. */
export function resolveVersion(requested: string): KnownVersion | undefined {
	if (!isDate(requested) || requested < '2006') {
		return undefined;
	}

	return KNOWN_VERSIONS.findLast((known) => known <= requested) ?? KNOWN_VERSIONS[0];
}

/** Whether what came and went with these versions belongs to a version. */
export function isPartOf(
	{ since, before }: { readonly since?: ApiVersion | undefined; readonly before?: ApiVersion | undefined },
	version: KnownVersion,
): boolean {
	return !(since !== undefined && version < since) && !(before !== undefined && version >= before);
}

/** Whether `requestId` is the first child of every response. */
export function hasRequestId(version: KnownVersion): boolean {
	return version >= '2008-08-08';
}

/** The namespace echoes the very version that was asked for: clients of 2008 end in a null pointer otherwise. */
export function namespaceOf(requested: string): string {
	return `http://ec2.amazonaws.com/doc/${requested}/`;
}

function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
		return false;
	}

	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
