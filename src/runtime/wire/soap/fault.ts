import { EucaError } from '../../../common/errors.ts';
import { NS } from '../names.ts';
import { xmlText } from '../xml/escape.ts';
import { childElements, isElement, textOf, type XmlElement } from '../xml/tree.ts';

/** A SOAP 1.1 fault. `Client`: the message was wrong; `Server`: it was not, or the clocks differ. */
export interface Fault {
	readonly side: 'Client' | 'Server';
	/** Of an error catalogue; empty if the other side gave none. */
	readonly code: string;
	readonly reason: string;
}

const DETAIL = 'http://eucalyptus.ucsb.edu/';
const MOST_REASON = 4096;

/** The prefix `s` is bound by the Body around it. */
export function faultPayload(fault: Fault): string {
	return (
		`<s:Fault><faultcode>s:${fault.side}</faultcode>` +
		`<faultstring>${xmlText(fault.reason)}</faultstring>` +
		`<detail><e:code xmlns:e="${DETAIL}">${xmlText(fault.code)}</e:code></detail></s:Fault>`
	);
}

/** The fault, if that is what the Body holds. */
export function readFault(payload: XmlElement): Fault | undefined {
	if (!isElement(payload, NS.soap, 'Fault')) {
		return undefined;
	}

	const part = (name: string) => payload.children.find((child) => isElement(child, '', name)) as XmlElement | undefined;
	const text = (name: string) => {
		const element = part(name);
		return element === undefined ? '' : (textOf(element) ?? '').trim();
	};
	const detail = part('detail');
	const code =
		detail === undefined ? undefined : childElements(detail).find((child) => isElement(child, DETAIL, 'code'));
	return {
		side: /(^|:)Client/.test(text('faultcode')) ? 'Client' : 'Server',
		code: code === undefined ? '' : (textOf(code) ?? '').trim(),
		reason: text('faultstring').slice(0, MOST_REASON),
	};
}

/** How an error is told to the caller. Only errors of catalogues are quoted: others may hold anything. */
export function faultOf(error: unknown): Fault | undefined {
	if (!(error instanceof EucaError)) {
		return undefined;
	}

	const clocks = error.code === 'WSS_EXPIRED' || error.code === 'WSS_NOT_YET_VALID';
	const side = error.who === 'user' || (!clocks && /^(WSS|WIRE|XML)_/.test(error.code)) ? 'Client' : 'Server';
	return { side: error.code === 'WSS_REPLAY_STORE_FULL' ? 'Server' : side, code: error.code, reason: error.message };
}
