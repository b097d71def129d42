import { describe, expect, it } from 'vitest';
import { EucaError } from '../../../../../src/common/errors.ts';
import { answerOf, ec2Errors, isInternal } from '../../../../../src/runtime/cloud/api/ec2/errors.ts';
import { cloudErrors } from '../../../../../src/runtime/cloud/errors.ts';
import { securityErrors } from '../../../../../src/runtime/wire/security/errors.ts';
import { xmlErrors } from '../../../../../src/runtime/wire/xml/errors.ts';

describe('errors', () => {
	const forUsers = [ec2Errors, cloudErrors, securityErrors, xmlErrors].flatMap(({ specs }) =>
		Object.entries(specs).filter(([, { who }]) => who === 'user'),
	);

	it.each(forUsers)('that users must act on have a code of EC2: %s', (code, spec) => {
		const error = new EucaError(code, spec);
		expect(isInternal(error)).toBe(false);
		expect(answerOf(error, '2016-11-15').side).toBe('Client');
	});

	it('that are bugs tell nothing of themselves', () => {
		const answer = answerOf(new Error('password 1234'), '2016-11-15');
		expect(answer).toMatchObject({ code: 'InternalError', status: 500, side: 'Server' });
		expect(answer.message).not.toContain('1234');
	});

	it('about zones had another code in 2008', () => {
		const error = cloudErrors('ZONE_UNKNOWN', { zone: 'x' });
		expect(answerOf(error, '2008-05-05').code).toBe('InvalidZone.NotFound');
		expect(answerOf(error, '2016-11-15').code).toBe('InvalidParameterValue');
	});

	it.each([
		['NO_CAPACITY', 'InsufficientInstanceCapacity', 500],
		['CLUSTER_SILENT', 'Unavailable', 503],
		['TOKEN_REUSED', 'IdempotentParameterMismatch', 400],
		['INSTANCE_STATE', 'IncorrectInstanceState', 400],
	] as const)('of the engine get their code and status: %s', (code, ec2, status) => {
		expect(answerOf(cloudErrors(code), '2016-11-15')).toMatchObject({ code: ec2, status });
	});
});
