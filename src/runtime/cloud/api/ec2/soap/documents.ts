import { NS } from '../../../../wire/names.ts';
import type { Ec2Answer } from '../errors.ts';
import { escapeXml } from '../render/xml.ts';

/** A SOAP response: neither signed nor dated, as the tools of 2008 want nothing of that (spec/ec2-api §5). */
export function soapDocument(responseElement: string): string {
	return (
		`<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="${NS.soap}">` +
		`<soapenv:Body>${responseElement}</soapenv:Body></soapenv:Envelope>`
	);
}

/** Tools print the code without its prefix: `Client.AuthFailure: ...` (spec/ec2-api §3.3). */
export function soapFault(answer: Ec2Answer, requestId: string): string {
	// a failure of WS-Security has no code of EC2: the tools print `Server: An error was discovered ...`
	const code = answer.code === '' ? `soapenv:${answer.side}` : `${answer.side}.${answer.code}`;
	return soapDocument(
		`<soapenv:Fault><faultcode>${escapeXml(code)}</faultcode><faultstring>${escapeXml(answer.message)}</faultstring>` +
			`<detail><requestId>${requestId}</requestId></detail></soapenv:Fault>`,
	);
}
