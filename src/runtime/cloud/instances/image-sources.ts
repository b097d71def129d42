/** Where nodes get the three files of an instance, as URLs with `#sha256=` (images/image-urls.ts makes them). */
export interface ImageSources {
	readonly imageURL: string;
	readonly kernelURL: string;
	readonly ramdiskURL: string | undefined;
}

export type FindImageSources = (instance: {
	readonly imageId: string;
	readonly kernelId: string;
	readonly ramdiskId: string | undefined;
}) => Promise<ImageSources>;
