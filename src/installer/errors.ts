import { errorCatalogue } from '../common/errors.ts';
import { HOST_NAME_FORM } from '../common/host-name.ts';

/** What can go wrong while looking at hosts and changing them. Each says which host, why, and what to do. */
export const installerErrors = errorCatalogue({
	HOST_COMMAND: {
		text: '{host}: {what} failed: {problem}',
		who: 'operator',
		next: 'put right what the message names on {host}, then run the same command again: it goes on where it stopped',
	},
	HOST_UNREACHABLE: {
		text: '{host}: cannot connect to port {port}: {problem}',
		who: 'operator',
		next: 'see that {host} is switched on and that "ssh {user}@{host}" works, then run the same command again',
	},
	HOST_LOST: {
		text: '{host}: the connection was lost: {problem}',
		who: 'operator',
		next: 'see that {host} runs and is on the network, then run the same command again: it goes on where it stopped',
	},
	HOST_AUTH: {
		text: '{host}: its ssh server lets {user} in with none of the keys here{also}',
		who: 'operator',
		next: 'give {host} your key (ssh-copy-id -p {port} {user}@{host}), or add the right one to the agent (ssh-add)',
	},
	HOST_LEGACY: {
		text: '{host}: its ssh server is too old to agree with this program: {problem}',
		who: 'operator',
		next: 'if it is an OpenSSH of 2008, allow its algorithms: "legacySsh: true" below "ssh:" in the site, or --legacy-ssh',
	},
	SSH_CONFIG: {
		text: '{host}: ssh cannot read its own configuration: {problem}',
		who: 'operator',
		next: 'correct that file; "ssh -G {host}" checks it',
	},
	PASSPHRASE_NEEDED: {
		text: '{host}: the key {key} is encrypted, and nobody can be asked for its passphrase here',
		who: 'operator',
		next: 'add it to the agent (ssh-add {key}), or name a file that holds the passphrase: --passphrase-file FILE',
	},
	PASSPHRASE_WRONG: {
		text: 'the passphrase from {file} does not open the key {key}',
		who: 'operator',
		next: 'try it with: ssh-keygen -y -f {key}',
	},
	SECRET_FILE: {
		text: 'cannot read {file}: {problem}',
		who: 'operator',
		next: 'name a file that can be read, or /dev/fd/N for an open file descriptor',
	},
	SUDO_PASSWORD: {
		text: '{host}: sudo wants the password of {user}, and nobody can be asked for it here',
		who: 'operator',
		next: 'name a file that holds it (--sudo-password-file FILE), or allow {user} to use sudo without (NOPASSWD)',
	},
	SUDO_PASSWORD_WRONG: {
		text: '{host}: sudo does not take the password given for {user}',
		who: 'operator',
		next: 'try it with: ssh -t {user}@{host} sudo -v',
	},
	SUDO_REFUSED: {
		text: '{host}: {user} cannot become root: {problem}',
		who: 'operator',
		next: 'allow {user} in /etc/sudoers on {host} to run everything as root, without requiretty, or log in as root',
	},
	LOGIN_SHELL: {
		text: '{host}: the login shell of {user} ends before anything can run: {problem}',
		who: 'operator',
		next: 'nobody comes in as {user} by ssh. Log in as another user (--ssh-user), or at the console of {host} look for "exit", "exec" and "logout" in ~/.bashrc, ~/.bash_profile, ~/.profile, /etc/profile, /etc/profile.d, /etc/bash.bashrc (csh: ~/.cshrc, ~/.login; zsh: ~/.zshenv, ~/.zshrc), for ForceCommand in /etc/ssh/sshd_config, for command= in ~/.ssh/authorized_keys, and at the shell itself: getent passwd {user}',
	},
	HOST_KEY_UNKNOWN: {
		text: '{host}: its ssh host key {fingerprint} ({type}) is not in {file}{also}',
		who: 'operator',
		next: 'compare the fingerprint with the one on the console of {host}, then run again with --accept-new-host-keys',
	},
	HOST_KEY_CHANGED: {
		text: '{host}: its ssh host key {fingerprint} ({type}) is not the one recorded in {file}, line {line}',
		who: 'operator',
		next: "if {host} was installed anew: ssh-keygen -f '{file}' -R '{known}'; otherwise somebody may stand between",
	},
	HOST_KEY_GONE: {
		text: '{host}: its ssh server has no {type} host key any more, which is what {file}, line {line}, records',
		who: 'operator',
		next: "if {host} was installed anew: ssh-keygen -f '{file}' -R '{known}'; otherwise somebody may stand between",
	},
	HOST_KEY_REVOKED: {
		text: '{host}: its ssh host key {fingerprint} is marked as revoked in {file}, line {line}',
		who: 'operator',
		next: 'do not connect; give {host} a new host key first',
	},
	PATH_TOO_LONG: {
		text: '{path} is too long a path for the programs of an installation: below {most} characters in all',
		who: 'operator',
		next: 'choose a shorter installation directory (eucalyptus: in site.yaml)',
	},
	HOST_NAME: {
		text: `{name} is not a host name or an IPv4 address: ${HOST_NAME_FORM}`,
		who: 'operator',
		next: 'correct the name; a user and a port have options of their own (--ssh-user, --ssh-port)',
	},
	HOST_NOT_IN_SITE: {
		text: '{host} has no role in {file}',
		who: 'operator',
		next: 'name one of: {known}',
	},
	UPLOAD_DAMAGED: {
		text: '{host}: {path} arrived with another checksum than it was sent with',
		who: 'operator',
		next: 'see whether the disk of {host} is full or failing, then run again',
	},
	CHANGED_MEANWHILE: {
		text: '{host}: {path} was changed by somebody else while this ran, and was left alone',
		who: 'operator',
		next: 'look at it ("euca-setup plan" shows the difference), then run the same command again',
	},
	DISK_FULL: {
		text: '{host}: no space left to write {path}',
		who: 'operator',
		next: 'free space on that file system, then run the same command again: it goes on where it stopped',
	},
	LOCKED: {
		text: '{host}: {owner} has been working here for {age}',
		who: 'operator',
		next: 'wait until it has ended; if that process no longer exists, run again with --break-lock',
	},
	PATH_IN_THE_WAY: {
		text: '{host}: {path} should be a {wanted} but is a {found}',
		who: 'operator',
		next: 'move {path} away, or choose another --prefix, then run again',
	},
	MANIFEST_DAMAGED: {
		text: '{host}: {path} cannot be read: {problem}',
		who: 'operator',
		next: 'restore the file from a backup, or remove it: the next apply writes it again from what it finds',
	},
	PROBE_OUTPUT: {
		text: '{host}: the probe "{probe}" gave an answer that cannot be understood: {problem}',
		who: 'us',
		next: 'report this with the output of "euca-setup --probe --json"',
	},
	BLOCKED: {
		text: '{host}: {count} finding(s) stand in the way of the installation: {ids}',
		who: 'operator',
		next: 'euca-setup --probe explains each of them and how to put it right',
	},
	NOT_BUILT: {
		text: 'the programs to install are not there: {path} is missing',
		who: 'operator',
		next: 'run "npm run build" in the source tree',
	},
	PACKAGES: {
		text: '{host}: apt-get could not install {packages}: {problem}',
		who: 'operator',
		next: 'see that {host} reaches its package server (apt-get update), then run again',
	},
	PROGRAMS_MISSING: {
		text: '{host}: {os} has no apt-get, and these programs are missing: {missing}',
		who: 'operator',
		next: 'install them on {host} from wherever it gets its packages, then run the same command again',
	},
	LIBVIRT_DOWN: {
		text: '{host}: libvirt does not answer at {uri} after it was started: {problem}',
		who: 'operator',
		next: 'look at /var/log/libvirt on {host}, then run again',
	},
	SERVICE_START: {
		text: '{host}: {service} did not start: {problem}',
		who: 'operator',
		next: 'look at {log} on {host}, then run again',
	},
	NOT_HEALTHY: {
		text: '{host}: the check "{what}" failed: {problem}',
		who: 'operator',
		next: 'look at {log} on {host}; "euca-setup verify" repeats this check',
	},
	NOT_INSTALLED: {
		text: '{host}: nothing is installed below {eucalyptus}',
		who: 'operator',
		next: 'euca-setup apply installs it',
	},
	NODE_KEYS_MISSING: {
		text: 'the keys of nodes are not on this machine: {directory} lacks {missing}',
		who: 'operator',
		next: 'run euca_sync_key on the front-end or on the head of a cluster; where neither has them, "euca-setup apply" brings them',
	},
	KEYS_ELSEWHERE: {
		text: '{host} has keys of this site that were made elsewhere, and this machine cannot take them all: {directory} lacks {missing}',
		who: 'operator',
		next: 'run the command on the machine that installed the site, or without --host while {cloud} can be reached; where they are lost, move the keys on all hosts away, and new ones are made',
	},
	NODE_BUSY: {
		text: '{host}: {count} instance(s) run there: {instances}',
		who: 'operator',
		next: '{next}',
	},
	NODE_SILENT: {
		text: '{host} does not answer, and nothing was changed: {problem}',
		who: 'operator',
		next: 'see that it is switched on, then run the same command again; if it is dead and will not come back: euca-setup remove-node {host} --gone',
	},
	WHICH_CLUSTER: {
		text: 'the site has several clusters, and {problem}',
		who: 'operator',
		next: 'name one with --cluster: {known}',
	},
	NOT_A_NODE: {
		text: '{host} is a node of no cluster of {file}',
		who: 'operator',
		next: 'its nodes are: {known}',
	},
	NODE_HAS_OTHER_ROLES: {
		text: '{host} is a node and {roles} as well',
		who: 'operator',
		next: 'take it out of clusters[].nodes in {file} by hand, then run euca-setup apply',
	},
	NO_EARLIER_GENERATION: {
		text: 'there is no generation to return to: {why}',
		who: 'operator',
		next: '{next}',
	},
	NOT_SHARED: {
		text: '{host}: {directory} is not shared: {file}, which {writer} wrote there, is not seen',
		who: 'operator',
		next: 'mount the same directory on both (sharedFrom in the site does it), then run the same command again',
	},
	LEFT_BEHIND: {
		text: '{host}: {count} thing(s) could not be removed; they are named above',
		who: 'operator',
		next: 'see whether they are yours (then keep them), or remove them by hand',
	},
	HOSTS_FAILED: {
		text: '{count} of {all} hosts failed: {hosts}',
		who: 'operator',
		next: 'put right what is said above about each of them, then run the same command again',
	},
	NO_SITE: {
		text: '{file} does not exist',
		who: 'operator',
		next: 'euca-setup --probe writes one; or name another with --site',
	},
});
