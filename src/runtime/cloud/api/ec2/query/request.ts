import { ec2Errors } from '../errors.ts';
import type { HttpRequest } from '../http-request.ts';
import type { Ec2Settings } from '../settings.ts';
import { decodeParameters, type QueryParameters } from './decode.ts';

/** A request of the Query interface with its parameters decoded. */
export interface QueryRequest extends HttpRequest {
	/** Of the URL alone: signature 4 covers these apart from the body. */
	readonly urlParameters: QueryParameters;
	/** Of URL and body together. */
	readonly parameters: QueryParameters;
}

/** Throws QUERY_MALFORMED, PARAMETER_TWICE. */
export function readQueryRequest(http: HttpRequest, { maxParameters }: Ec2Settings): QueryRequest {
	return {
		...http,
		urlParameters: decodeParameters([http.queryString], { maxParameters }),
		parameters: decodeParameters(rawSources(http), { maxParameters }),
	};
}

/** The same request by the reading in which `+` stands for itself; undefined if that makes no difference. */
export function readWithLiteralPlus(request: QueryRequest, { maxParameters }: Ec2Settings): QueryRequest | undefined {
	const sources = rawSources(request);
	return sources.some((source) => source.includes('+'))
		? { ...request, parameters: decodeParameters(sources, { maxParameters, plus: 'plus' }) }
		: undefined;
}

/** The name of the action; 1.x also took `Operation`. Throws MISSING_ACTION, PARAMETER_COMBINATION. */
export function actionName({ parameters }: QueryRequest): string {
	const action = parameters.get('Action');
	const operation = parameters.get('Operation');
	if (action !== undefined && operation !== undefined) {
		throw ec2Errors('PARAMETER_COMBINATION', { first: 'Action', second: 'Operation' });
	}

	const name = action ?? operation ?? '';
	if (name === '') {
		throw ec2Errors('MISSING_ACTION');
	}

	return name;
}

function rawSources(http: HttpRequest): readonly string[] {
	return [http.queryString, http.body.toString('latin1')];
}
