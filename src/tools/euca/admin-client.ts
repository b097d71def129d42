import { createSoapClient, type SoapClient } from '../../runtime/wire/client.ts';
import { adminService } from '../../runtime/wire/contracts/admin/service.ts';
import { type Installation, readRoleIdentity } from '../installation.ts';

export type AdminClient = SoapClient<typeof adminService>;

/** The address of this host's cloud controller; the administrator's operations are answered on loopback. */
export function cloudAddress({ conf }: Installation): string {
	return `http://127.0.0.1:${conf.CLOUD_PORT}`;
}

/** Calls the cloud controller as the administrator, that is signed with the cloud's own key, and hangs up. */
export async function withAdminClient<T>(
	installation: Installation,
	use: (client: AdminClient) => Promise<T>,
): Promise<T> {
	const identity = await readRoleIdentity(installation, 'cloud');
	const client = createSoapClient(adminService, {
		url: `${cloudAddress(installation)}/${adminService.path}`,
		identity,
		trustedCertificates: [identity.certificatePem],
		timeoutMs: 30_000,
	});
	try {
		return await use(client);
	} finally {
		client.close();
	}
}
