import { ec2Errors } from '../errors.ts';
import { type ParameterTree, refuseUnused } from '../query/tree.ts';
import type { Action } from '../schema/action.ts';
import { optional, type Parameters, readParameters, type Values } from '../schema/parameters.ts';
import { boolean } from '../schema/scalars.ts';

/** Belongs to every action (spec/ec2-api §7.2). */
const common = { dryRun: optional('DryRun', boolean) };

/** The typed parameters of an action. Throws PARAMETER_*, and DRY_RUN if the request was only a question. */
export function validate(action: Action, tree: ParameterTree): Values<Parameters> {
	const used = new Set<ParameterTree['root']>();
	const { dryRun } = readParameters(common, tree.root, used);
	const values = readParameters(action.parameters, tree.root, used);
	refuseUnused(tree, used);
	if (dryRun === true) {
		throw ec2Errors('DRY_RUN');
	}

	return values;
}
