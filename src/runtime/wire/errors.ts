import { EucaError, errorCatalogue } from '../../common/errors.ts';

/** What can go wrong between two controllers, apart from refused signatures (security/errors.ts) and XML (xml/errors.ts). */
export const wireErrors = errorCatalogue({
	REMOTE_FAILED: {
		text: '{service} at {url} refused {operation}: {remoteCode}: {reason}',
		who: 'operator',
		next: 'the log of the called service tells more under the same correlation id',
	},
	REMOTE_UNREACHABLE: {
		text: '{service} at {url} cannot be reached for {operation}: {reason}',
		who: 'operator',
		next: 'check that the service runs on that host and that no firewall stands between',
	},
	REMOTE_TIMED_OUT: {
		text: '{service} at {url} did not answer {operation} within {timeoutMs} ms',
		who: 'operator',
		next: 'check the load of that host and the log of the service',
	},
	REMOTE_ANSWER_INVALID: {
		text: '{service} at {url} gave an answer to {operation} that is not understood (HTTP {status}): {reason}',
		who: 'operator',
		next: 'check that the address names a Eucalyptus service of this version',
	},
	REMOTE_ANSWER_UNTRUSTED: {
		text: 'the answer of {service} at {url} to {operation} is not trusted: {reason}',
		who: 'operator',
		next: 'check that both hosts hold the same certificates and that their clocks agree',
	},
	WIRE_URL: { text: '{url} is not the address of a service: {problem}', who: 'operator' },
	WIRE_ENVELOPE: { text: 'the message is not a SOAP 1.1 envelope: {problem}', who: 'us' },
	WIRE_OPERATION_UNKNOWN: { text: '{service} has no operation {name}', who: 'us' },
	WIRE_ACTION_MISMATCH: {
		text: 'the {header} says {action} but the body holds {operation}',
		who: 'us',
	},
	WIRE_ADDRESSEE: { text: 'the message is addressed to {to}, not to {service}', who: 'us' },
	WIRE_OTHER_HOST: {
		text: 'the message is addressed to {to}, but this host is known as {known}: it was recorded and played to another host, or the caller knows this one by another name. In the second case call it by one of these names, or add the name to HOST_NAMES in the eucalyptus.conf of this host and restart its services',
		who: 'operator',
		next: 'compare the name in the configuration of the caller (NODES, euca add_cluster) with HOST_NAMES of the called host',
	},
	WIRE_NOT_UNDERSTOOD: { text: 'the header {name} must be understood and is not', who: 'us' },
	WIRE_FIELD_MISSING: { text: '{message}: the element {field} is missing', who: 'us' },
	WIRE_FIELD_REPEATED: { text: '{message}: the element {field} occurs more than once', who: 'us' },
	WIRE_FIELD_INVALID: { text: '{message}: the element {field}: {problem}', who: 'us' },
	WIRE_INTERNAL: { text: '{service} failed in {operation}: {reason}', who: 'us' },
	WIRE_ADDRESS_IN_USE: {
		text: 'cannot listen on {address}: it is in use by another program',
		who: 'operator',
		next: 'stop the other program or choose another port in eucalyptus.conf',
	},
	WIRE_ADDRESS: { text: 'cannot listen on {address}: {reason}', who: 'operator' },
});

/** The code that the called service gave, if the error is a failure that it reported. */
export function remoteCodeOf(error: unknown): string | undefined {
	const code = error instanceof EucaError ? error.values['remoteCode'] : undefined;
	return typeof code === 'string' ? code : undefined;
}
