/** The user who sees and may end every instance (spec §3.1). */
export const ADMINISTRATOR = 'eucalyptus';
