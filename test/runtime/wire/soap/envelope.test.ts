import { describe, expect, it } from 'vitest';
import { addressingOf, envelopeParts, payloadOf, plainEnvelope } from '../../../../src/runtime/wire/soap/envelope.ts';
import { readXml } from '../../../../src/runtime/wire/xml/read-xml.ts';
import { childElements } from '../../../../src/runtime/wire/xml/tree.ts';

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const WSA = 'http://www.w3.org/2005/08/addressing';
const read = (content: string, root = 's:Envelope') =>
	envelopeParts(readXml(`<${root} xmlns:s="${SOAP}">${content}</${root}>`));

describe('an envelope', () => {
	it('has one Body and at most one Header, wherever they stand among others', () => {
		expect(read('<s:Body/>')).toMatchObject({ header: undefined, body: { local: 'Body' } });
		const both = read('<x/><s:Body a="b"/><Body/><s:Header c="d"/><Header/>');
		expect(both.body.attributes).toMatchObject([{ value: 'b' }]);
		expect(both.header?.attributes).toMatchObject([{ value: 'd' }]);
	});

	it.each([
		['<s:Header/>', 'expected one Body and at most one Header, found 0 and 1'],
		['<Body/>', 'expected one Body and at most one Header, found 0 and 0'],
		['<x><s:Body/></x>', 'expected one Body and at most one Header, found 0 and 0'],
		['<s:Body/><s:Body/>', 'expected one Body and at most one Header, found 2 and 0'],
		['<s:Header/><s:Body/><s:Header/>', 'expected one Body and at most one Header, found 1 and 2'],
	])('is none with %s', (content, problem) => {
		expect(() => read(content)).toThrow(problem);
	});

	it('is none by another name or in another namespace, and the fault tells which', () => {
		expect(() => read('<s:Body/>', 's:Envelop')).toThrow(`its root is {${SOAP}}Envelop`);
		expect(() => read('<s:Body/>', 'Envelope')).toThrow('its root is Envelope');
		const later = 'http://www.w3.org/2003/05/soap-envelope';
		expect(() => envelopeParts(readXml(`<s:Envelope xmlns:s="${later}"><s:Body/></s:Envelope>`))).toThrow(
			`its root is {${later}}Envelope`,
		);
	});
});

describe('the payload', () => {
	const payload = (content: string) => payloadOf(read(`<s:Body>${content}</s:Body>`).body);

	it('is the only element of the Body, whatever text there is', () => {
		expect(payload(' <a/>text').local).toBe('a');
	});

	it.each(['', 'text', '<a/><b/>', '<a/><a/>'])('is none of "%s"', (content) => {
		expect(() => payload(content)).toThrow('the Body must hold exactly one element');
	});
});

describe('addressing', () => {
	const addressing = (headers: string) =>
		addressingOf(childElements(readXml(`<h xmlns:wsa="${WSA}" xmlns:o="urn:other">${headers}</h>`)));

	it('is read from the headers of its namespace, without the blanks around', () => {
		expect(
			addressing('<wsa:To> a </wsa:To><o:Action>b</o:Action><wsa:MessageID>c</wsa:MessageID><wsa:From>d</wsa:From>'),
		).toEqual({
			To: 'a',
			MessageID: 'c',
		});
		expect(addressing('<wsa:Action>e</wsa:Action><wsa:RelatesTo/>')).toEqual({ Action: 'e', RelatesTo: '' });
	});

	it('counts neither of two equal headers, and none that holds elements', () => {
		expect(addressing('<wsa:To>a</wsa:To><wsa:Action>b</wsa:Action><wsa:To>a</wsa:To>')).toEqual({ Action: 'b' });
		expect(addressing('<wsa:To>a<o:x/></wsa:To>')).toEqual({});
	});
});

it('an envelope without signature holds what it is given, in the order of the standard', () => {
	const addressing = { MessageID: 'urn:1', To: 'http://a/?b&c' };
	expect(plainEnvelope({ addressing, payload: '<p></p>' })).toBe(
		`<s:Envelope xmlns:s="${SOAP}"><s:Header><wsa:To xmlns:wsa="${WSA}">http://a/?b&amp;c</wsa:To>` +
			`<wsa:MessageID xmlns:wsa="${WSA}">urn:1</wsa:MessageID></s:Header><s:Body><p></p></s:Body></s:Envelope>`,
	);
});
