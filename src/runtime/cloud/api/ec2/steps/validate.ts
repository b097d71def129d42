import { type ParameterTree, refuseUnused } from '../query/tree.ts';
import type { Action } from '../schema/action.ts';
import { optional, type Parameters, readParameters, type Values } from '../schema/parameters.ts';
import { boolean } from '../schema/scalars.ts';

/** Belongs to every action (spec/ec2-api §7.2). */
const common = { dryRun: optional('DryRun', boolean) };

export interface Validated {
	readonly parameters: Values<Parameters>;
	/** The request is only a question: would it pass? */
	readonly isDryRun: boolean;
}

/** The typed parameters of an action. Throws PARAMETER_*. */
export function validate(action: Action, tree: ParameterTree): Validated {
	const used = new Set<ParameterTree['root']>();
	const { dryRun } = readParameters(common, tree.root, used);
	const parameters = readParameters(action.parameters, tree.root, used);
	refuseUnused(tree, used, action.notOffered);
	return { parameters, isDryRun: dryRun === true };
}
