import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { cloudErrors } from '../errors.ts';
import { findUser } from '../store/users.ts';
import { makeCredentials } from '../users/credentials.ts';
import type { AdminParts } from './admin-parts.ts';

type Handler = Handlers<typeof adminService>['EucaGetCredentials'];

export function eucaGetCredentials({ store, cloudCertificate, ec2Url, now }: AdminParts): Handler {
	return async ({ userName, newCertificate }) => {
		const user = await findUser(store.db, userName);
		if (user === undefined) {
			throw cloudErrors('USER_UNKNOWN', { name: userName });
		}

		const pair = newCertificate ? await makeCredentials(store, user, now()) : undefined;
		return {
			userName: user.name,
			accessKey: user.queryId,
			secretKey: user.secretKey,
			...(pair === undefined ? {} : { certificate: pair.certificatePem, privateKey: pair.privateKeyPem }),
			cloudCertificate,
			ec2Url: ec2Url(),
		};
	};
}
