import type { ServiceDefinition } from './contract.ts';
import { xmlText } from './xml/escape.ts';

/** What `GET /axis2/services` answers: names, operations and where the WSDL is. */
export function servicesPage(services: readonly ServiceDefinition[]): string {
	const sections = services.map((service) => {
		const operations = Object.values(service.operations).map(({ name }) => `<li>${xmlText(name)}</li>`);
		return (
			`<h3><a href="/${xmlText(service.path)}?wsdl">${xmlText(service.name)}</a></h3>\n` +
			`<p>Available operations</p>\n<ul>${operations.join('')}</ul>\n`
		);
	});
	return (
		'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Services</title></head>\n' +
		`<body><h2>Deployed services</h2>\n${sections.join('')}</body></html>\n`
	);
}
