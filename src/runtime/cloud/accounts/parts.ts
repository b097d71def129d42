import type { Logger } from '../../../common/log.ts';
import type { WebSettings } from '../../../conf/web-properties.ts';
import type { Outbox } from '../mail/outbox.ts';
import type { Store } from '../store/open-store.ts';

/** What everything that happens to accounts needs. */
export interface AccountParts {
	readonly store: Store;
	readonly outbox: Outbox;
	readonly settings: WebSettings;
	/** `https://host:port/`, from the configuration: a browser could have been told another (spec §5.4). */
	readonly webUrl: () => string;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	readonly log: Logger;
}

/** A page of the site, as links in mails name it. */
export function linkTo({ webUrl }: Pick<AccountParts, 'webUrl'>, query: Readonly<Record<string, string>>): string {
	return `${webUrl()}?${new URLSearchParams(query)}`;
}
