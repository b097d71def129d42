import type { XmlElement } from '../../../../wire/xml/tree.ts';
import { ec2Errors } from '../errors.ts';
import type { HttpRequest } from '../http-request.ts';
import { actionName, type QueryRequest, readQueryRequest } from '../query/request.ts';
import type { Action } from '../schema/action.ts';
import { invalid } from '../schema/scalars.ts';
import type { Ec2Settings } from '../settings.ts';
import { checkSoapAction, soapPayload } from '../soap/envelope.ts';
import { type KnownVersion, NEWEST_VERSION, resolveVersion } from '../versions.ts';

/** What a request of either interface asks for. */
export interface Parsed {
	readonly action: Action;
	/** As the client wrote it. */
	readonly requestedVersion: string;
	/** The newest version known here that is not later. */
	readonly version: KnownVersion;
}

export interface ParsedQuery extends Parsed {
	readonly request: QueryRequest;
}

export interface ParsedSoap extends Parsed {
	/** The action's element in the Body. */
	readonly element: XmlElement;
}

/** What a Query request asks for. Throws MISSING_ACTION, INVALID_ACTION, PARAMETER_VALUE and what reading it throws. */
export function parseQuery(
	http: HttpRequest,
	actions: ReadonlyMap<string, Action>,
	settings: Ec2Settings,
): ParsedQuery {
	const request = readQueryRequest(http, settings);
	const name = actionName(request);
	const requestedVersion = request.parameters.get('Version') || NEWEST_VERSION;
	return { action: findAction(name, actions), requestedVersion, version: knownVersion(requestedVersion), request };
}

/** What a signed Body asks for. Throws INVALID_ACTION, PARAMETER_VALUE, SOAP_MALFORMED. */
export function parseSoap(http: HttpRequest, body: XmlElement, actions: ReadonlyMap<string, Action>): ParsedSoap {
	const { action, requestedVersion, element } = soapPayload(body);
	checkSoapAction(http, action);
	return { action: findAction(action, actions), requestedVersion, version: knownVersion(requestedVersion), element };
}

function findAction(name: string, actions: ReadonlyMap<string, Action>): Action {
	const action = actions.get(name);
	if (action === undefined) {
		throw ec2Errors('INVALID_ACTION', { action: name.slice(0, 255) });
	}

	return action;
}

/** Throws PARAMETER_VALUE for what is no date since 2006. */
export function knownVersion(requested: string): KnownVersion {
	const version = resolveVersion(requested);
	if (version === undefined) {
		throw invalid(requested, 'Version', 'Expected a date such as 2008-02-01');
	}

	return version;
}
