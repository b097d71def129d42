import { boolean, integer, maybe, structure, text } from '../schema/elements.ts';

/** The block devices of an image; its volumes are for images that have them, of which there are none yet. */
export const imageDeviceElements = {
	virtualName: maybe(text()),
	deviceName: text(),
	ebs: maybe(
		structure(
			{
				snapshotId: maybe(text()),
				volumeSize: maybe(integer()),
				deleteOnTermination: maybe(boolean()),
				volumeType: maybe(text({ since: '2013-02-01' })),
				encrypted: maybe(boolean({ since: '2014-06-15' })),
			},
			{ since: '2009-10-31' },
		),
	),
	noDevice: maybe(text({ since: '2009-10-31' })),
};
