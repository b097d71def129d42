import type { Site } from '../../site/schema.ts';
import type { ClusterLook } from '../probe/look.ts';
export function reportPage(_site: Site, _look: ClusterLook, _now: Date): string {
	return '';
}
