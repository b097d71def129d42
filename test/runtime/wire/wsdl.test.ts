import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/common/run.ts';
import { compileContract } from '../../../src/runtime/wire/codec.ts';
import { makeWsdl } from '../../../src/runtime/wire/wsdl.ts';
import { readXml } from '../../../src/runtime/wire/xml/read-xml.ts';
import { attributeOf, childElements, childrenNamed, type XmlElement } from '../../../src/runtime/wire/xml/tree.ts';
import { messageValue, SERVICES } from './contract-values.ts';

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
const SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/';
const XS = 'http://www.w3.org/2001/XMLSchema';
const only = (parent: XmlElement, namespace: string, local: string): XmlElement => {
	const [found, more] = childrenNamed(parent, namespace, local);
	if (found === undefined || more !== undefined) {
		throw new Error(`expected one ${local}`);
	}

	return found;
};
const named = (elements: readonly XmlElement[], name: string) =>
	elements.find((each) => attributeOf(each, '', 'name') === name);

describe.each(SERVICES.map((service) => [service.name, service] as const))('the WSDL of %s', (name, service) => {
	const text = makeWsdl(service, 'front:8774');
	const root = readXml(text);
	const names = Object.values(service.operations).map((each) => each.name);

	it('is well-formed for xmllint, and names service, port, binding and address', async () => {
		await run('xmllint', ['--noout', '-'], { input: text });
		const port = only(only(root, WSDL, 'service'), WSDL, 'port');
		expect(attributeOf(only(root, WSDL, 'service'), '', 'name')).toBe(name);
		expect(attributeOf(port, '', 'name')).toBe(`${name}Port`);
		expect(attributeOf(port, '', 'binding')).toBe(`tns:${name}SoapBinding`);
		expect(attributeOf(only(port, SOAP, 'address'), '', 'location')).toBe(`http://front:8774/${service.path}`);
		expect(attributeOf(root, '', 'targetNamespace')).toBe(service.namespace);
	});

	it('describes every operation from its SOAPAction to its elements', () => {
		const binding = only(root, WSDL, 'binding');
		const portType = only(root, WSDL, 'portType');
		const elements = childElements(only(only(root, WSDL, 'types'), XS, 'schema'));
		expect(childrenNamed(binding, WSDL, 'operation').map((each) => attributeOf(each, '', 'name'))).toEqual(names);
		for (const operation of names) {
			const bound = named(childrenNamed(binding, WSDL, 'operation'), operation);
			const action = bound === undefined ? undefined : attributeOf(only(bound, SOAP, 'operation'), '', 'soapAction');
			expect(action).toBe(`${name}#${operation}`);
			const abstract = named(childrenNamed(portType, WSDL, 'operation'), operation);
			expect(abstract?.children).toMatchObject([
				{ local: 'input', attributes: [{ value: `tns:${operation}` }] },
				{ local: 'output', attributes: [{ value: `tns:${operation}Response` }] },
			]);
			for (const message of [operation, `${operation}Response`]) {
				const part = named(childrenNamed(root, WSDL, 'message'), message)?.children[0] as XmlElement;
				expect(attributeOf(part, '', 'element')).toBe(`tns:${message}`);
				expect(named(elements, message)).toBeDefined();
			}
		}
	});

	it('has a schema that xmllint compiles and that any message of the codec fits', async () => {
		const directory = await mkdtemp(join(tmpdir(), 'wsdl-'));
		try {
			const schema = /<xs:schema .*<\/xs:schema>/s.exec(text)?.[0] ?? '';
			const path = join(directory, 'schema.xsd');
			await writeFile(
				path,
				schema.replace('<xs:schema ', `<xs:schema xmlns:xs="${XS}" xmlns:tns="${service.namespace}" `),
			);
			const files: string[] = [];
			for (const contract of Object.values(service.operations)) {
				const codec = compileContract(service, contract);
				for (const message of [codec.request, codec.response]) {
					for (const value of fc.sample(messageValue(message.fields), { numRuns: 4, seed: 3 })) {
						files.push(join(directory, `${files.length}.xml`));
						await writeFile(files.at(-1) ?? '', message.encode(value));
					}
				}
			}

			await run('xmllint', ['--noout', '--schema', path, ...files]);
		} finally {
			await rm(directory, { recursive: true, force: true });
		}
	});
});

it('takes no address from a Host header that is none', () => {
	const [service] = SERVICES;
	expect(service && makeWsdl(service, '"><evil/>')).toContain('location="http://localhost/');
});
