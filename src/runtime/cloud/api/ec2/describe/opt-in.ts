/** Every user has every zone: Amazon has some that an account asks for first. */
export const OPT_IN = 'opt-in-not-required';
