const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?';
const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';

/**
 * A host name or an IPv4 address: what may be handed to any program without being taken for an option or a path. Numbers
 * with dots that are no address are no name either (RFC 1123 §2.1).
 */
export const HOST_NAME = new RegExp(
	`^(?:${OCTET}(?:\\.${OCTET}){3}|(?!\\d+\\.[\\d.]*$)(?=.{1,253}$)(?:${LABEL}\\.)*${LABEL})$`,
);

/** What such a name consists of, for messages. */
export const HOST_NAME_FORM =
	'letters, digits, hyphens and dots; between the dots 1 to 63 of them that begin and end with a letter or digit';
