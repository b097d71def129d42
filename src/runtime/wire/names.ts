/** Namespaces of SOAP, WS-Security and WS-Addressing. */
export const NS = {
	soap: 'http://schemas.xmlsoap.org/soap/envelope/',
	wsse: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
	wsu: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
	ds: 'http://www.w3.org/2000/09/xmldsig#',
	exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
	wsa: 'http://www.w3.org/2005/08/addressing',
	xsi: 'http://www.w3.org/2001/XMLSchema-instance',
	xml: 'http://www.w3.org/XML/1998/namespace',
} as const;

/** What WS-Security calls the form of a token. */
export const TOKEN = {
	x509v3: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3',
	base64: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary',
} as const;
