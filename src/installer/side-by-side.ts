/**
 * As many hosts are worked on at a time. Different hosts do not share sshd's limit of connections; more than this only fight
 * for our own CPU, and run out of time.
 */
export const SIDE_BY_SIDE = 64;
