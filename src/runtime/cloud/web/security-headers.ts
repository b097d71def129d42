/**
 * Nothing from elsewhere, no script, no frame; forms come back to us alone. No Strict-Transport-Security: browsers hold the
 * whole host to it, and other web sites of the front-end (Rocks' and Ganglia's) speak plain HTTP.
 */
export const SECURITY_HEADERS = {
	'content-security-policy':
		"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	// the links of mails hold codes
	'referrer-policy': 'no-referrer',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), geolocation=(), microphone=()',
	'cache-control': 'no-store',
} as const;
