/** As Rocks and RPM call them. */
export type Arch = 'x86_64' | 'i386';
export const ARCHES: readonly Arch[] = ['x86_64', 'i386'];
