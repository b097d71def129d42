import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse } from './types.ts';

/**
 * A user's query credentials and, if asked, a new certificate and private key (spec §5.6; earlier ones stay valid and
 * the private key is not kept). Only over the loopback interface of the cloud controller's host.
 */
export const EucaGetCredentials = contract(
	'EucaGetCredentials',
	z.strictObject({ ...adminBaseRequest, userName: z.string(), newCertificate: z.boolean() }),
	z.strictObject({
		...adminBaseResponse,
		userName: z.string(),
		accessKey: z.string(),
		secretKey: z.string(),
		certificate: z.string().optional(),
		privateKey: z.string().optional(),
		cloudCertificate: z.string(),
		ec2Url: z.string(),
	}),
);
