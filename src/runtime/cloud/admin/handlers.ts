import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import type { AdminParts } from './admin-parts.ts';
import { eucaAddCluster } from './euca-add-cluster.ts';
import { eucaAddUser } from './euca-add-user.ts';
import { eucaDeleteCluster } from './euca-delete-cluster.ts';
import { eucaDeleteImage } from './euca-delete-image.ts';
import { eucaDeleteUser } from './euca-delete-user.ts';
import { eucaDescribeClusters } from './euca-describe-clusters.ts';
import { eucaDescribeImages } from './euca-describe-images.ts';
import { eucaDescribeUsers } from './euca-describe-users.ts';
import { eucaGetCredentials } from './euca-get-credentials.ts';
import { eucaModifyImage } from './euca-modify-image.ts';
import { eucaModifyUser } from './euca-modify-user.ts';
import { eucaRegisterImage } from './euca-register-image.ts';
import { eucaResetPassword } from './euca-reset-password.ts';
import { eucaSetQuota } from './euca-set-quota.ts';

/** What the `euca` tool asks for. */
export function adminHandlers(parts: AdminParts): Handlers<typeof adminService> {
	return {
		EucaRegisterImage: eucaRegisterImage(parts),
		EucaDescribeImages: eucaDescribeImages(parts),
		EucaModifyImage: eucaModifyImage(parts),
		EucaDeleteImage: eucaDeleteImage(parts),
		EucaAddCluster: eucaAddCluster(parts),
		EucaDescribeClusters: eucaDescribeClusters(parts),
		EucaDeleteCluster: eucaDeleteCluster(parts),
		EucaGetCredentials: eucaGetCredentials(parts),
		EucaAddUser: eucaAddUser(parts),
		EucaDescribeUsers: eucaDescribeUsers(parts),
		EucaModifyUser: eucaModifyUser(parts),
		EucaResetPassword: eucaResetPassword(parts),
		EucaSetQuota: eucaSetQuota(parts),
		EucaDeleteUser: eucaDeleteUser(parts),
	};
}
