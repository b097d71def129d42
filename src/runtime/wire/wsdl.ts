import type { Contract, ServiceDefinition } from './contract.ts';
import { type Field, fieldsOf } from './fields.ts';
import { xmlAttribute } from './xml/escape.ts';

/** WSDL 1.1, document/literal, of a service (names: spec/eucalyptus §3.1). `host` is that of the request. */
export function makeWsdl(service: ServiceDefinition, host: string | undefined): string {
	const contracts = Object.values(service.operations);
	const namespace = xmlAttribute(service.namespace);
	const location = `http://${host !== undefined && HOST.test(host) ? host : 'localhost'}/${xmlAttribute(service.path)}`;
	const lines = [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<wsdl:definitions name="${service.name}" targetNamespace="${namespace}" xmlns:tns="${namespace}" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema">`,
		'<wsdl:types>',
		`<xs:schema targetNamespace="${namespace}" elementFormDefault="qualified" attributeFormDefault="qualified">`,
		...contracts.flatMap(schemaElements),
		'</xs:schema>',
		'</wsdl:types>',
		...contracts.flatMap(({ name }) => [message(name), message(`${name}Response`)]),
		`<wsdl:portType name="${service.name}PortType">`,
		...contracts.map(portOperation),
		'</wsdl:portType>',
		`<wsdl:binding name="${service.name}SoapBinding" type="tns:${service.name}PortType">`,
		'<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>',
		...contracts.map(({ name }) => bindingOperation(service.name, name)),
		'</wsdl:binding>',
		`<wsdl:service name="${service.name}">`,
		`<wsdl:port name="${service.name}Port" binding="tns:${service.name}SoapBinding">`,
		`<soap:address location="${location}"/>`,
		'</wsdl:port>',
		'</wsdl:service>',
		'</wsdl:definitions>',
	];
	return `${lines.join('\n')}\n`;
}

const HOST = /^[A-Za-z0-9._-]+(:\d{1,5})?$|^\[[0-9a-fA-F:]+\](:\d{1,5})?$/;

function schemaElements({ name, request, response }: Contract): string[] {
	return [
		...schemaElement(name, fieldsOf(request, name)),
		...schemaElement(`${name}Response`, fieldsOf(response, `${name}Response`)),
	];
}

function schemaElement(name: string, fields: readonly Field[]): string[] {
	return [`<xs:element name="${name}">`, ...complexType(fields), '</xs:element>'];
}

function complexType(fields: readonly Field[]): string[] {
	return ['<xs:complexType><xs:sequence>', ...fields.flatMap(fieldElement), '</xs:sequence></xs:complexType>'];
}

function fieldElement(field: Field): string[] {
	const occurs = field.repeated ? ' minOccurs="0" maxOccurs="unbounded"' : field.optional ? ' minOccurs="0"' : '';
	// The one element that the original declares nillable (spec/eucalyptus §3.1).
	const nillable = field.name === 'statusMessage' ? ' nillable="true"' : '';
	if (field.kind === 'object') {
		return [`<xs:element name="${field.name}"${occurs}>`, ...complexType(field.fields), '</xs:element>'];
	}

	return [`<xs:element name="${field.name}" type="${XS_TYPES[field.kind]}"${occurs}${nillable}/>`];
}

const XS_TYPES = { string: 'xs:string', boolean: 'xs:boolean', int: 'xs:long', int32: 'xs:int' } as const;

function message(name: string): string {
	return `<wsdl:message name="${name}"><wsdl:part name="${name}" element="tns:${name}"/></wsdl:message>`;
}

function portOperation({ name }: Contract): string {
	return `<wsdl:operation name="${name}"><wsdl:input message="tns:${name}"/><wsdl:output message="tns:${name}Response"/></wsdl:operation>`;
}

function bindingOperation(service: string, name: string): string {
	return (
		`<wsdl:operation name="${name}"><soap:operation soapAction="${service}#${name}" style="document"/>` +
		'<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>'
	);
}
