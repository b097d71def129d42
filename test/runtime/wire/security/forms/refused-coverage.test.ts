import { edit } from '../message.ts';
import { type Change, referenceOf, times } from './good-message.ts';
import { itIsRefused } from './refused.ts';

const CREATED = 'the Timestamp is not acceptable: Created is not a date and time';

/** What the signature must cover and the Timestamp must say, and the words of the refusal. */
const REFUSED: readonly (readonly [change: Change, message: string])[] = [
	[(m) => edit(m, 'URI="#body"', 'URI="#none"'), 'the signature refers to "#none", which is no Id of this message'],
	[(m) => edit(m, 'URI="#body"', 'URI="body"'), 'the signature refers to "body", which is no Id of this message'],
	[(m) => edit(m, 'URI="#body"', 'URI="xbody"'), 'the signature refers to "xbody", which is no Id of this message'],
	[(m) => edit(m, ' URI="#body"', ''), 'the signature refers to nothing, which is no Id of this message'],
	[(m) => edit(m, 'wsu:Id="To"', 'wsu:Id="ts"'), 'the Id ts occurs more than once in the message'],
	[
		(m) => edit(edit(m, '<s:Header>', '<s:Header wsu:Id="h">'), 'URI="#To"', 'URI="#h"'),
		'the security header is not acceptable: the signature refers to an element that holds it',
	],
	[(m) => edit(m, referenceOf(m, 'body'), ''), 'the signature does not cover the Body of this message'],
	[(m) => edit(m, referenceOf(m, 'ts'), ''), 'the signature does not cover the Timestamp of this message'],
	[
		times('2026-11-23T12:00:00Z', '2026-11-23T12:00:00Z'),
		'the Timestamp is not acceptable: it expires before it was created',
	],
	[
		times('2026-11-23T12:00:00Z', '2026-11-23T13:00:01Z'),
		'the Timestamp is not acceptable: it spans more than 60 minutes',
	],
	[times('2026-11-23T12:00:00Zx', '2026-11-23T12:05:00Z'), CREATED],
	[times('12026-11-23T12:00:00Z', '2026-11-23T12:05:00Z'), CREATED],
	[times('x2026-11-23T12:00:00', '2026-11-23T12:05:00Z'), CREATED],
	[times('2026-11-23T12:00:00 GMT', '2026-11-23T12:05:00Z'), CREATED],
	[times('2026-11-23T12:00:00Z', '<x/>'), 'the Timestamp is not acceptable: Expires is not a date and time'],
	[times('2026-11-23T12:00:00Z', ''), 'the Timestamp is not acceptable: Expires is not a date and time'],
	[
		(m) => edit(m, /<wsu:Expires>.*?<\/wsu:Expires>/, ''),
		'the security header is not acceptable: expected exactly one Expires, found 0',
	],
	[
		(m) => edit(m, '<wsu:Created>', '<wsu:Created/><wsu:Created>'),
		'the security header is not acceptable: expected exactly one Created, found 2',
	],
];

itIsRefused(REFUSED);
