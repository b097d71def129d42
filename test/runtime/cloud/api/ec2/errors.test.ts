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

	/** spec/ec2-api §3.2, without what volumes and public addresses can fail by: these do not exist here yet. */
	const SPECIFIED: Readonly<Record<number, string>> = {
		400:
			'MissingAction InvalidAction UnsupportedOperation MissingParameter UnknownParameter InvalidParameterValue ' +
			'InvalidParameterCombination MalformedQueryString InvalidQueryParameter RequestExpired InvalidAMIID.NotFound ' +
			'InvalidAMIID.Malformed InvalidAMIID.Unavailable InvalidInstanceID.NotFound InvalidInstanceID.Malformed ' +
			'IncorrectInstanceState InvalidKeyPair.NotFound InvalidKeyPair.Duplicate InvalidKey.Format InvalidGroup.NotFound ' +
			'InvalidGroup.Duplicate InvalidGroup.InUse InvalidGroup.Reserved InvalidPermission.Duplicate ' +
			'InvalidPermission.NotFound InvalidPermission.Malformed InvalidAddress.NotFound InvalidAssociationID.NotFound ' +
			'InstanceLimitExceeded InvalidVolume.NotFound InvalidSnapshot.NotFound InvalidManifest InvalidUserID.Malformed InvalidID',
		401: 'AuthFailure',
		403: 'InvalidClientTokenId SignatureDoesNotMatch MissingAuthenticationToken UnauthorizedOperation',
		412: 'DryRunOperation',
		500: 'InsufficientInstanceCapacity InternalError',
		503: 'RequestLimitExceeded Unavailable',
	};
	const given = new Map(
		[ec2Errors, cloudErrors, securityErrors, xmlErrors]
			.flatMap(({ specs }) => Object.entries(specs))
			.map(([code, spec]) => answerOf(new EucaError(code, spec), '2016-11-15'))
			.map(({ code, status }) => [code, status] as const),
	);
	it.each(
		Object.entries(SPECIFIED).flatMap(([status, codes]) =>
			codes.split(' ').map((code) => [code, Number(status)] as const),
		),
	)('have the codes and the status of the specification: %s, %i', (code, status) => {
		expect(given.get(code)).toBe(status);
	});

	it('are never answered with 5xx when the client is to blame', () => {
		const blamed = forUsers
			.map(([name, spec]) => ({ name, ...answerOf(new EucaError(name, spec), '2016-11-15') }))
			.filter(({ status }) => status >= 500);
		expect(blamed).toEqual([]);
	});
});
