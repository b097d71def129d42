import { describe, expect, it, vi } from 'vitest';
import { parseTime, requireNotPast } from '../../../../../../src/runtime/cloud/api/ec2/auth/time.ts';

describe('times of requests', () => {
	it.each([
		['2026-11-23T15:08:01Z', 0],
		['2026-11-23T15:08:01.733Z', 733],
		['2026-11-23T15:08:01', 0],
		['2026-11-23t15:08:01z', 0],
		['2026-11-23T15:08:01.9', 900],
		['2026-11-23T15:08:01.123999999', 123],
		['2026-11-23T16:08:01+01:00', 0],
		['2026-11-23T14:08:01-0100', 0],
		['2026-11-23t16:08:01.25+0100', 250],
		['2026-11-23T15:08:01.123456Z', 123],
	])('are read in every spelling that clients use: %s', (text, ms) => {
		expect(parseTime(text, 'Timestamp')).toBe(Date.UTC(2026, 10, 23, 15, 8, 1, ms));
	});

	it('are UTC without a zone, wherever the server stands', () => {
		vi.stubEnv('TZ', 'Asia/Kolkata');
		const time = parseTime('2026-11-23T15:08:01', 'Timestamp');
		vi.unstubAllEnvs();
		expect(time).toBe(Date.UTC(2026, 10, 23, 15, 8, 1));
	});

	it.each([
		'',
		'now',
		'2026-11-23',
		'2026-13-23T15:08:01Z',
		'2026-11-23 15:08:01',
		'20261123T150801Z',
		'1700000000',
		'x2026-11-23T15:08:01Z',
		'2026-11-23T15:08:01Zx',
		'2026-11-23T15:08:01+1:00',
		'2026-11-23T15:08:01+010',
		'2026-11-23T15:08:01.Z',
	])('are refused when they are none: "%s"', (text) => {
		expect(() => parseTime(text, 'Timestamp')).toThrow('Expected a time');
	});

	it('end at Expires', () => {
		expect(() => requireNotPast(1000, 1000)).not.toThrow();
		expect(() => requireNotPast(999, 1000)).toThrow('it was valid until 1970-01-01T00:00:00.999Z');
	});
});
