import type { WebSettings } from '../../../conf/web-properties.ts';

/** Which of the fields that may be left out the operator asks for. */
export function askedFields(settings: WebSettings) {
	return {
		asksTelephone: settings.requestTelephone,
		asksProjectLeader: settings.requestProjectLeader,
		asksAffiliation: settings.requestAffiliation,
		asksProjectDescription: settings.requestProjectDescription,
	};
}
