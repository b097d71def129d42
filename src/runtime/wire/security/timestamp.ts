import { NS } from '../names.ts';
import { childrenNamed, textOf, type XmlElement } from '../xml/tree.ts';
import { securityErrors } from './errors.ts';
import { onlyChild } from './shape.ts';

/** ms since 1970 */
export interface MessageTimes {
	readonly created: number;
	readonly expires: number;
}

export interface TimeRules {
	readonly now: number;
	/** How far in the future a message may have been created. */
	readonly skewMs: number;
	/** The longest span between Created and Expires. */
	readonly maxLifeMs: number;
}

/** A message without Expires is valid for `lifeWithoutExpires` ms, or refused where that is undefined. Throws WSS_TIMESTAMP. */
export function readTimestamp(timestamp: XmlElement, lifeWithoutExpires: number | undefined): MessageTimes {
	const created = timeOf(onlyChild(timestamp, NS.wsu, 'Created'));
	const hasNoExpires = childrenNamed(timestamp, NS.wsu, 'Expires').length === 0;
	return {
		created,
		expires:
			hasNoExpires && lifeWithoutExpires !== undefined
				? created + lifeWithoutExpires
				: timeOf(onlyChild(timestamp, NS.wsu, 'Expires')),
	};
}

/** Throws WSS_EXPIRED, WSS_NOT_YET_VALID, WSS_TIMESTAMP. */
export function checkTimes({ created, expires }: MessageTimes, rules: TimeRules): void {
	if (expires <= created) {
		throw securityErrors('WSS_TIMESTAMP', { problem: 'it expires before it was created' });
	}

	if (expires - created > rules.maxLifeMs) {
		throw securityErrors('WSS_TIMESTAMP', {
			problem: `it spans more than ${Math.round(rules.maxLifeMs / 60_000)} minutes`,
		});
	}

	const values = {
		created: new Date(created).toISOString(),
		expires: new Date(expires).toISOString(),
		serverTime: new Date(rules.now).toISOString(),
	};
	if (expires <= rules.now) {
		throw securityErrors('WSS_EXPIRED', values);
	}

	if (created > rules.now + rules.skewMs) {
		throw securityErrors('WSS_NOT_YET_VALID', values);
	}
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/;

/** xs:dateTime; without a zone it is UTC. */
function timeOf(element: XmlElement): number {
	const text = textOf(element)?.trim() ?? '';
	const match = DATE_TIME.exec(text);
	const time = match === null ? Number.NaN : Date.parse(match[1] === undefined ? `${text}Z` : text);
	if (Number.isNaN(time)) {
		throw securityErrors('WSS_TIMESTAMP', { problem: `${element.local} is not a date and time` });
	}

	return time;
}
