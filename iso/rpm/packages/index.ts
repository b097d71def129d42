import type { PackageMaker } from './context.ts';
import { cloudPackage, clusterPackage, nodePackage } from './role.ts';
import { runtimePackage } from './runtime.ts';
import { toolsPackage } from './tools.ts';

/** Every package of an architecture, each after what it requires: Rocks V installs in this order. */
export const PACKAGES: readonly PackageMaker[] = [
	runtimePackage,
	toolsPackage,
	cloudPackage,
	clusterPackage,
	nodePackage,
];
