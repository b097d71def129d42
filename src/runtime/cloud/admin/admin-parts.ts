import type { Clusters } from '../clusters/clusters.ts';
import type { ImageParts } from '../images/register-image.ts';
import type { Store } from '../store/open-store.ts';

/** What the administrator's operations work on. */
export interface AdminParts {
	readonly store: Store;
	readonly images: ImageParts;
	readonly clusters: Clusters;
	/** PEM. */
	readonly cloudCertificate: string;
	readonly ec2Url: () => string;
	readonly now: () => number;
}
