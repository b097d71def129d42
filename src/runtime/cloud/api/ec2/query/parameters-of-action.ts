import type { QueryParameters } from './decode.ts';

/** What every request may carry for its version and signature (spec/ec2-api §4.1): not the action's business. */
const COMMON: ReadonlySet<string> = new Set([
	'Action',
	'Operation',
	'Version',
	'AWSAccessKeyId',
	'SignatureVersion',
	'SignatureMethod',
	'Signature',
	'Timestamp',
	'Expires',
	'X-Amz-Algorithm',
	'X-Amz-Credential',
	'X-Amz-Date',
	'X-Amz-Expires',
	'X-Amz-SignedHeaders',
	'X-Amz-Signature',
	'X-Amz-Content-Sha256',
]);

/** The parameters that the action itself must understand. */
export function parametersOfAction(parameters: QueryParameters): readonly (readonly [string, string])[] {
	return [...parameters].filter(([name]) => !COMMON.has(name));
}
