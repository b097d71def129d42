import type { CommandOption } from './command.ts';

/** Of every command that reaches hosts, `euca_sync_key` too. */
export const REACHES_HOSTS: readonly CommandOption[] = [
	{ flags: '--ssh-user <user>', text: 'who logs in to the hosts (default: as ~/.ssh/config says, else root)' },
	{ flags: '--ssh-port <port>', text: 'port of their ssh servers (default: as ~/.ssh/config says, else 22)' },
	{ flags: '--identity <file>', text: 'a private key to try first, besides those that ssh would' },
	{ flags: '--jump <hosts>', text: 'reach the hosts by way of [user@]host[:port], commas between several' },
	{ flags: '--known-hosts <file>', text: 'known host keys, instead of those that ssh knows; new ones go there' },
	{ flags: '--accept-new-host-keys', text: 'trust and record ssh host keys that are not known yet' },
	{ flags: '--passphrase-file <file>', text: 'holds the passphrase of your ssh key (default: ask; /dev/fd/N works)' },
	{ flags: '--sudo-password-file <file>', text: 'holds the password that sudo wants on the hosts (default: ask)' },
	{ flags: '--legacy-ssh', text: 'also speak the outdated algorithms that OpenSSH of 2008 needs' },
];
