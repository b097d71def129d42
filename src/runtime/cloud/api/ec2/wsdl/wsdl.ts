import { escapeXml } from '../render/xml.ts';
import type { Action } from '../schema/action.ts';
import { hasRequestId, type KnownVersion, namespaceOf } from '../versions.ts';
import { requestElements, responseElements, type SchemaElement } from './types.ts';

export interface WsdlFacts {
	readonly version: KnownVersion;
	/** As it was asked for: the namespace of all elements. */
	readonly requestedVersion: string;
	/** The URL of the service. */
	readonly endpoint: string;
}

const REQUEST_ID: SchemaElement = {
	name: 'requestId',
	isOptional: false,
	isRepeated: false,
	type: 'xs:string',
	children: [],
};

/** WSDL 1.1 of one API version, document/literal under Amazon's names (spec/ec2-api §7.1), of all actions offered. */
export function wsdl(actions: readonly Action[], { version, requestedVersion, endpoint }: WsdlFacts): string {
	const namespace = escapeXml(namespaceOf(requestedVersion));
	const names = actions.map(({ name }) => name);
	const lines = [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<wsdl:definitions name="AmazonEC2" targetNamespace="${namespace}" xmlns:tns="${namespace}" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema">`,
		'<wsdl:types>',
		`<xs:schema targetNamespace="${namespace}" elementFormDefault="qualified">`,
		...actions.flatMap((action) => schemaElements(action, version)),
		'</xs:schema>',
		'</wsdl:types>',
		...names.flatMap((name) => [message(name), message(`${name}Response`)]),
		'<wsdl:portType name="AmazonEC2PortType">',
		...names.map(portOperation),
		'</wsdl:portType>',
		'<wsdl:binding name="AmazonEC2Binding" type="tns:AmazonEC2PortType">',
		'<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>',
		...names.map(bindingOperation),
		'</wsdl:binding>',
		'<wsdl:service name="AmazonEC2">',
		'<wsdl:port name="AmazonEC2Port" binding="tns:AmazonEC2Binding">',
		`<soap:address location="${escapeXml(endpoint)}"/>`,
		'</wsdl:port>',
		'</wsdl:service>',
		'</wsdl:definitions>',
	];
	return `${lines.join('\n')}\n`;
}

function schemaElements({ name, parameters, response }: Action, version: KnownVersion): readonly string[] {
	const answer = [...(hasRequestId(version) ? [REQUEST_ID] : []), ...responseElements(response, version)];
	return [topElement(name, requestElements(parameters, version)), topElement(`${name}Response`, answer)];
}

function topElement(name: string, children: readonly SchemaElement[]): string {
	return `<xs:element name="${name}">${complexType(children)}</xs:element>`;
}

function complexType(children: readonly SchemaElement[]): string {
	return `<xs:complexType><xs:sequence>${children.map(element).join('')}</xs:sequence></xs:complexType>`;
}

function element({ name, isOptional, isRepeated, type, namespace, children }: SchemaElement): string {
	const occurs = (isOptional ? ' minOccurs="0"' : '') + (isRepeated ? ' maxOccurs="unbounded"' : '');
	if (namespace !== undefined) {
		return `<xs:any namespace="${namespace}" processContents="skip"${occurs}/>`;
	}

	return type === undefined
		? `<xs:element name="${name}"${occurs}>${complexType(children)}</xs:element>`
		: `<xs:element name="${name}" type="${type}"${occurs}/>`;
}

function message(name: string): string {
	return `<wsdl:message name="${name}"><wsdl:part name="body" element="tns:${name}"/></wsdl:message>`;
}

function portOperation(name: string): string {
	return `<wsdl:operation name="${name}"><wsdl:input message="tns:${name}"/><wsdl:output message="tns:${name}Response"/></wsdl:operation>`;
}

function bindingOperation(name: string): string {
	return (
		`<wsdl:operation name="${name}"><soap:operation soapAction="${name}" style="document"/>` +
		'<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>'
	);
}
