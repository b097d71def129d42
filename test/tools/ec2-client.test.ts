import { expect, test } from 'vitest';
import { signedQuery } from '../../src/tools/ec2-client/sign-query.ts';

test('the signature is that of the string to sign of version 2', () => {
	// Computed with OpenSSL: printf 'POST\nlocalhost:8773\n/services/Eucalyptus\nAWSAccessKeyId=…' | openssl dgst -sha256 -hmac secret
	const body = signedQuery(
		{ method: 'POST', host: 'localhost:8773', path: '/services/Eucalyptus', parameters: { Action: 'A b*c' } },
		{ accessKey: 'key', secretKey: 'secret' },
		new Date('2008-07-01T00:00:00.000Z'),
	);
	const parameters = new URLSearchParams(body);
	expect(body).toContain('Action=A%20b%2Ac&SignatureMethod=HmacSHA256');
	expect(parameters.get('Timestamp')).toBe('2008-07-01T00:00:00.000Z');
	expect(parameters.get('Signature')).toBe('DbeY+kh4YEFNqN+L78dzRcQgnAB9ShkjlU6Fb+fWljA=');
});
