import type { Ec2Answer } from '../errors.ts';
import type { Action } from '../schema/action.ts';
import { hasRequestId, type KnownVersion, namespaceOf } from '../versions.ts';
import { type Plan, planFor, write } from './plan.ts';
import { escapeXml } from './xml.ts';

const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

export interface ResponseFacts {
	readonly version: KnownVersion;
	/** As the client wrote it: it comes back in the namespace. */
	readonly requestedVersion: string;
	readonly requestId: string;
}

/** Makes the function that writes response elements; it keeps one plan for each action and version. */
export function createResponseWriter(): (action: Action, content: object, facts: ResponseFacts) => string {
	const plans = new Map<string, Plan>();
	return (action, content, { version, requestedVersion, requestId }) => {
		const key = `${action.name} ${version}`;
		const plan = plans.get(key) ?? planFor(action.response, version);
		plans.set(key, plan);
		const name = `${action.name}Response`;
		const first = hasRequestId(version) ? `<requestId>${requestId}</requestId>` : '';
		const children = write(plan, content as Record<string, unknown>);
		return `<${name} xmlns="${namespaceOf(requestedVersion)}">${first}${children}</${name}>`;
	};
}

/** A Query response (spec/ec2-api §3.1). */
export function queryDocument(responseElement: string): string {
	return XML_HEAD + responseElement;
}

/** An error document of the Query interface (spec/ec2-api §3.2). */
export function queryError(answer: Ec2Answer, requestId: string): string {
	return (
		`${XML_HEAD}<Response><Errors><Error><Code>${escapeXml(answer.code)}</Code>` +
		`<Message>${escapeXml(answer.message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`
	);
}
