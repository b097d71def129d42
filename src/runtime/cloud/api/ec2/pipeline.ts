import type { Clock } from '../../../../common/clock.ts';
import type { Engine, User } from '../../engine.ts';
import { authenticateQuery } from './auth/authenticate-query.ts';
import { type HttpRequest, header } from './http-request.ts';
import { parametersOfAction } from './query/parameters-of-action.ts';
import { parameterTree } from './query/tree.ts';
import { queryDocument, type ResponseFacts } from './render/response.ts';
import type { Action } from './schema/action.ts';
import type { Parameters, Values } from './schema/parameters.ts';
import type { Ec2Settings } from './settings.ts';
import type { Trace } from './steps/audit.ts';
import { authorise } from './steps/authorise.ts';
import { type ParsedQuery, parseQuery } from './steps/parse.ts';
import { validate } from './steps/validate.ts';

export interface Pipeline {
	readonly engine: Engine;
	readonly clock: Clock;
	readonly settings: Ec2Settings;
	readonly actions: ReadonlyMap<string, Action>;
	readonly writeResponse: (action: Action, content: object, facts: ResponseFacts) => string;
}

/** Parse, authenticate, authorise, validate, act, render: the document that answers a Query request. */
export async function answerQuery(http: HttpRequest, trace: Trace, pipeline: Pipeline): Promise<string> {
	const { engine, settings, clock } = pipeline;
	const parsed = parseQuery(http, pipeline.actions, settings);
	trace.action = parsed.action.name;
	trace.version = parsed.requestedVersion;
	const { user, request } = await authenticateQuery(parsed.request, { engine, settings, now: clock.now() });
	trace.user = user.name;
	authorise(parsed.action, user);
	const parameters = validate(parsed.action, parameterTree(parametersOfAction(request.parameters)));
	const content = await act({ ...parsed, user, parameters, http }, trace, pipeline);
	return queryDocument(pipeline.writeResponse(parsed.action, content, { ...parsed, requestId: trace.requestId }));
}

export interface Authorised extends Pick<ParsedQuery, 'action' | 'version' | 'requestedVersion'> {
	readonly user: User;
	readonly parameters: Values<Parameters>;
	readonly http: HttpRequest;
}

/** What the action answers. */
export async function act(call: Authorised, { requestId }: Trace, pipeline: Pipeline): Promise<object> {
	const { action, version, user, parameters, http } = call;
	const { engine, clock, settings } = pipeline;
	const endpoint = `http://${header(http, 'host') ?? ''}/services/Eucalyptus`;
	return await action.run({ parameters, user, engine, version, requestId, endpoint, clock, settings });
}
