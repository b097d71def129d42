import { type ContractCodec, compileContract } from '../codec.ts';
import type { ServiceDefinition } from '../contract.ts';
import { wireErrors } from '../errors.ts';
import type { Addressing } from '../soap/envelope.ts';
import { nameOf, type XmlElement } from '../xml/tree.ts';
import type { OwnAddresses } from './own-addresses.ts';

export interface Operation {
	/** Key of the handler. */
	readonly key: string;
	readonly name: string;
	readonly codec: ContractCodec;
}

export type Operations = ReadonlyMap<string, Operation>;

export function compileOperations(service: ServiceDefinition): Operations {
	return new Map(
		Object.entries(service.operations).map(([key, contract]) => [
			contract.name,
			{ key, name: contract.name, codec: compileContract(service, contract) },
		]),
	);
}

/** By the qualified name of the Body's only child, never by what a header says. Throws WIRE_OPERATION_UNKNOWN. */
export function operationOf(service: ServiceDefinition, operations: Operations, payload: XmlElement): Operation {
	const operation = payload.namespace === service.namespace ? operations.get(payload.local) : undefined;
	if (operation === undefined) {
		throw wireErrors('WIRE_OPERATION_UNKNOWN', { service: service.name, name: nameOf(payload) });
	}

	return operation;
}

/** SOAPAction (if given) and wsa:Action must name the same operation. Throws WIRE_ACTION_MISMATCH. */
export function checkAction(
	service: ServiceDefinition,
	operation: Operation,
	said: { readonly soapAction: string | undefined; readonly addressing: Addressing },
): void {
	const expected = `${service.name}#${operation.name}`;
	const http = said.soapAction?.trim().replace(/^"(.*)"$/, '$1') ?? '';
	if (http !== '' && http !== expected) {
		throw wireErrors('WIRE_ACTION_MISMATCH', { header: 'SOAPAction', action: http, operation: expected });
	}

	const { Action } = said.addressing;
	if (Action !== undefined && Action !== expected) {
		throw wireErrors('WIRE_ACTION_MISMATCH', { header: 'wsa:Action', action: Action, operation: expected });
	}
}

/** Throws WIRE_ADDRESSEE and WIRE_OTHER_HOST unless wsa:To (if given) names this service on this host. */
export async function checkAddressee(
	service: ServiceDefinition,
	addressing: Addressing,
	own: OwnAddresses | undefined,
): Promise<void> {
	const to = addressing.To;
	if (to === undefined) {
		return;
	}

	const url = URL.canParse(to) ? new URL(to) : undefined;
	if (url?.pathname !== `/${service.path}`) {
		throw wireErrors('WIRE_ADDRESSEE', { to, service: service.name });
	}

	if (own !== undefined && !(await own.isOwn(url))) {
		throw wireErrors('WIRE_OTHER_HOST', { to, known: own.describe() });
	}
}
