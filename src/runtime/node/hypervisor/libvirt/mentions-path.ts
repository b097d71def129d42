/**
 * True if a domain description names a file below `<instancePath>/<any user>/<id>/`. That makes the domain ours, whatever
 * we remember; a stranger's domain with such a name is not.
 */
export function mentionsPath(domainXml: string, instancePath: string, id: string): boolean {
	const base = instancePath.endsWith('/') ? instancePath : `${instancePath}/`;
	return filesIn(domainXml).some((file) => {
		const [user, instance, name] = file.startsWith(base) ? file.slice(base.length).split('/') : [];
		return user !== undefined && user !== '' && instance === id && name !== undefined && name !== '';
	});
}

function filesIn(domainXml: string): string[] {
	const attributes = [...domainXml.matchAll(/<source\b[^>]*?\b(?:file|path)=(?:'([^']*)'|"([^"]*)")/g)];
	const kernels = [...domainXml.matchAll(/<kernel>([^<]*)<\/kernel>/g)];
	return [...attributes, ...kernels].map(([, single, double]) => unescapeXml(single ?? double ?? ''));
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
	return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name?: string) =>
		code === undefined ? (named[name ?? ''] ?? whole) : String.fromCodePoint(Number(code)),
	);
}
