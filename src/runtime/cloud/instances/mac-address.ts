/** `d0:0d:` and the id's eight hex digits in pairs: unique if the id is (spec §4.9). */
export function macAddressOf(instanceId: string): string {
	const digits = instanceId.slice(instanceId.indexOf('-') + 1).toLowerCase();
	return `d0:0d:${(digits.match(/../g) ?? []).join(':')}`;
}
