import type { Clock } from '../../../../common/clock.ts';
import { envelopeParts } from '../../../wire/soap/envelope.ts';
import { checkUnderstood } from '../../../wire/soap/understood.ts';
import { readXml, type XmlLimits } from '../../../wire/xml/read-xml.ts';
import type { User } from '../../engine/users.ts';
import type { Engine } from '../../engine.ts';
import { cloudErrors } from '../../errors.ts';
import { authenticateQuery } from './auth/authenticate-query.ts';
import type { SoapAuthenticator } from './auth/authenticate-soap.ts';
import type { HttpRequest } from './http-request.ts';
import { parametersOfAction } from './query/parameters-of-action.ts';
import { parameterTree } from './query/tree.ts';
import { queryDocument, type ResponseFacts } from './render/response.ts';
import type { Action } from './schema/action.ts';
import type { Ec2Settings } from './settings.ts';
import { soapDocument } from './soap/documents.ts';
import { soapPayload } from './soap/envelope.ts';
import { soapParameters } from './soap/parameters.ts';
import type { Trace } from './steps/audit.ts';
import { authorise } from './steps/authorise.ts';
import { type Parsed, parseQuery, parseSoap } from './steps/parse.ts';
import { type Validated, validate } from './steps/validate.ts';

export interface Pipeline {
	readonly engine: Engine;
	readonly clock: Clock;
	readonly settings: Ec2Settings;
	readonly actions: ReadonlyMap<string, Action>;
	readonly soap: SoapAuthenticator;
	readonly writeResponse: (action: Action, content: object, facts: ResponseFacts) => string;
}

/** The body itself was limited when it was read. */
const SOAP_LIMITS: XmlLimits = { bytes: 16 * 1024 * 1024, depth: 64, nodes: 50_000 };

/** Parse, authenticate, authorise, validate, act, render: the document that answers a Query request. */
export async function answerQuery(http: HttpRequest, trace: Trace, pipeline: Pipeline): Promise<string> {
	const { engine, settings, clock } = pipeline;
	const parsed = parseQuery(http, pipeline.actions, settings);
	note(parsed, trace);
	const { user, request } = await authenticateQuery(parsed.request, { engine, settings, now: clock.now() });
	trace.user = user.name;
	authorise(parsed.action, user);
	const validated = validate(parsed.action, parameterTree(parametersOfAction(request.parameters)));
	const response = await perform({ ...parsed, ...validated, user, http }, trace, pipeline);
	return queryDocument(response);
}

/** The same for a SOAP request; everything that is acted on comes from the signed Body. */
export async function answerSoap(http: HttpRequest, trace: Trace, pipeline: Pipeline): Promise<string> {
	const root = readXml(http.body, SOAP_LIMITS);
	checkUnderstood(root);
	// for the audit line of a refused message; acted upon is what is read of the signed Body below
	trace.action = soapPayload(envelopeParts(root).body).action.slice(0, 100);
	const { user, body } = await pipeline.soap.authenticate(root, pipeline.clock.now());
	trace.user = user.name;
	const parsed = parseSoap(http, body, pipeline.actions);
	note(parsed, trace);
	authorise(parsed.action, user);
	const pairs = soapParameters(parsed.action.parameters, parsed.element);
	const validated = validate(parsed.action, parameterTree(pairs));
	return soapDocument(await perform({ ...parsed, ...validated, user, http }, trace, pipeline));
}

interface Authorised extends Parsed, Validated {
	readonly user: User;
	readonly http: HttpRequest;
}

/** Acts and renders: the response element, which both interfaces wrap in their way. */
async function perform(call: Authorised, { requestId }: Trace, pipeline: Pipeline): Promise<string> {
	const { action, version, requestedVersion, user, parameters, isDryRun, http } = call;
	const { clock, settings } = pipeline;
	const engine = isDryRun ? pipeline.engine.rehearsal : pipeline.engine;
	const endpoint = `http://${http.host}/services/Eucalyptus`;
	const content = await action.run({ parameters, user, engine, version, requestId, endpoint, clock, settings });
	if (isDryRun) {
		throw cloudErrors('REHEARSED');
	}

	return pipeline.writeResponse(action, content, { version, requestedVersion, requestId });
}

function note({ action, requestedVersion }: Parsed, trace: Trace): void {
	trace.action = action.name;
	trace.version = requestedVersion;
}
