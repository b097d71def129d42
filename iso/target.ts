/** Releases of Rocks that a roll is made for, oldest first, and what they run on. */
export const RELEASES = {
	'5.0': { arches: ['x86_64', 'i386'], attributes: 'variables' },
	'6.2': { arches: ['x86_64', 'i386'], attributes: 'entities' },
	'7.0': { arches: ['x86_64'], attributes: 'entities' },
} as const satisfies Readonly<
	Record<string, { readonly arches: readonly Arch[]; readonly attributes: 'variables' | 'entities' }>
>;

export type Arch = 'x86_64' | 'i386';
export type RocksRelease = keyof typeof RELEASES;

/** One roll: for which Rocks and which machines. */
export interface RollTarget {
	readonly rocks: RocksRelease;
	readonly arch: Arch;
	/** Seconds since 1970: the commit that the roll is built from, so that two builds of it are the same to the byte. */
	readonly buildTime: number;
}

export const ROLL_NAME = 'eucalyptus';
/** Of the roll for one release of Rocks; the version of Eucalyptus stands in its RPMs only. */
export const ROLL_RELEASE = '1';

/** `eucalyptus-5.0-1.x86_64.disk1.iso` */
export function isoFileName({ rocks, arch }: Pick<RollTarget, 'rocks' | 'arch'>): string {
	return `${ROLL_NAME}-${rocks}-${ROLL_RELEASE}.${arch}.disk1.iso`;
}
