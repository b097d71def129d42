import type * as z from 'zod';

export type Shape = z.ZodRawShape;
export type Message = z.ZodObject<Shape>;

/**
 * One operation: the name of its body element and its two messages. The order of the keys is the order of the elements.
 * Only these zod types occur: string, int, int32, boolean, optional, array and strict object; the codec, the WSDL and the
 * documentation are made by walking them.
 */
export interface Contract<Request extends Message = Message, Response extends Message = Message> {
	readonly name: string;
	readonly request: Request;
	readonly response: Response;
}

export interface ServiceDefinition<
	Operations extends Readonly<Record<string, Contract>> = Readonly<Record<string, Contract>>,
> {
	/** `EucalyptusNC`: also the prefix of SOAPAction and the names in the WSDL. */
	readonly name: string;
	readonly namespace: string;
	/** Path below the host, without a leading slash. */
	readonly path: string;
	/**
	 * How a failed operation is told. `fault`: a SOAP fault. `return-false`: a normal response with `return` false and
	 * the reason in `statusMessage` (cluster controller, spec §4.1).
	 */
	readonly failure: 'fault' | 'return-false';
	readonly operations: Operations;
}

/** Base fields that the caller sets itself; the server echoes them. */
export type BaseRequestFields = 'correlationId';
/** Base fields of a response that the server fills in. */
export type BaseResponseFields = 'correlationId' | 'userId' | 'return' | 'statusMessage';

/** What the caller passes: everything but `correlationId`, which travels in the call options. */
export type RequestOf<C extends Contract> = Omit<z.output<C['request']>, BaseRequestFields>;
/** What a handler returns and a caller gets. */
export type ResponseOf<C extends Contract> = Omit<z.output<C['response']>, BaseResponseFields>;

export function contract<Request extends Message, Response extends Message>(
	name: string,
	request: Request,
	response: Response,
): Contract<Request, Response> {
	return { name, request, response };
}
