import type { ServiceDefinition } from '../../contract.ts';
import { EucaAddCluster } from './euca-add-cluster.ts';
import { EucaAddUser } from './euca-add-user.ts';
import { EucaDeleteCluster } from './euca-delete-cluster.ts';
import { EucaDeleteImage } from './euca-delete-image.ts';
import { EucaDeleteUser } from './euca-delete-user.ts';
import { EucaDescribeClusters } from './euca-describe-clusters.ts';
import { EucaDescribeImages } from './euca-describe-images.ts';
import { EucaDescribeUsers } from './euca-describe-users.ts';
import { EucaGetCredentials } from './euca-get-credentials.ts';
import { EucaModifyImage } from './euca-modify-image.ts';
import { EucaModifyUser } from './euca-modify-user.ts';
import { EucaRegisterImage } from './euca-register-image.ts';
import { EucaResetPassword } from './euca-reset-password.ts';
import { EucaSetQuota } from './euca-set-quota.ts';

/** What the `euca` tool asks of the cloud controller, signed with the cloud's own key; beside the EC2 interface. */
export const adminService = {
	name: 'EucalyptusAdmin',
	namespace: 'http://eucalyptus.ucsb.edu/',
	path: 'services/EucalyptusAdmin',
	failure: 'fault',
	operations: {
		EucaRegisterImage,
		EucaDescribeImages,
		EucaModifyImage,
		EucaDeleteImage,
		EucaAddCluster,
		EucaDescribeClusters,
		EucaDeleteCluster,
		EucaGetCredentials,
		EucaAddUser,
		EucaDescribeUsers,
		EucaModifyUser,
		EucaResetPassword,
		EucaSetQuota,
		EucaDeleteUser,
	},
} as const satisfies ServiceDefinition;
