// node:util of Node 18, and what newer ones have in addition. Takes its place in bundles for i386 only.
// biome-ignore lint/style/useNodejsImportProtocol: with the prefix it would be this file
import util from 'util';

// biome-ignore lint/style/useNodejsImportProtocol: as above
export * from 'util';
// biome-ignore lint/style/noDefaultExport: node:util has one
export { util as default };

/** Text with the escapes of one style or several. */
export function styleText(format, text) {
	const codes = [format].flat().map((name) => util.inspect.colors[name] ?? ['', '']);
	const open = codes.map(([code]) => `\u001B[${code}m`).join('');
	const close = codes
		.reverse()
		.map(([, code]) => `\u001B[${code}m`)
		.join('');
	return `${open}${text}${close}`;
}
