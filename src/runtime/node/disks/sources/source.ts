import type { Readable } from 'node:stream';

export interface OpenedImage {
	readonly stream: Readable;
	/** As announced by the source. */
	readonly bytes: number;
}

/** Where images come from; one per URL scheme. Errors say in plain words what is wrong with the source. */
export interface ImageSource {
	/** With the colon, as in `URL.protocol`. */
	readonly protocols: readonly string[];
	/** The signal is for the opening; the caller destroys the stream when it wants no more. */
	open(url: URL, signal: AbortSignal): Promise<OpenedImage>;
}
