import { approve, approveAgain, reject } from '../accounts/approve.ts';
import { activate } from '../accounts/confirm.ts';
import type { AccountState } from '../accounts/people.ts';
import { instanceTypes } from '../instance-types.ts';
import { modifyUser, removeUser } from '../users/manage-users.ts';
import type { NoticeName } from './notices.ts';
import type { Web } from './parts.ts';

interface UserAction {
	readonly button: string;
	/** What happens to the user, on the page that a link leads to. */
	readonly text: string;
	readonly notice: NoticeName;
	/** In which states of an account it is offered. */
	readonly when: readonly AccountState[];
	/** The administrator's own account is spared. */
	readonly spares?: 'admin';
	/** That page comes first, in the table of users as well. */
	readonly asks?: true;
	readonly work: (web: Web, userName: string) => Promise<unknown>;
}

/** What can be done with a user (spec §5.4): a row, and button, form and link are there. */
export const USER_ACTIONS: Readonly<Record<string, UserAction>> = {
	approve: {
		button: 'Approve',
		text: 'may use this cloud, and gets a mail with a link to confirm.',
		notice: 'approved',
		when: ['unapproved'],
		work: approve,
	},
	reject: {
		button: 'Reject',
		text: 'gets a mail that says no, and the application is gone.',
		notice: 'rejected',
		when: ['unapproved', 'unconfirmed'],
		asks: true,
		work: reject,
	},
	resend: {
		button: 'Send link again',
		text: 'gets another mail with a link to confirm; the earlier link is void.',
		notice: 'approved',
		when: ['unconfirmed'],
		work: approveAgain,
	},
	activate: {
		button: 'Activate without mail',
		text: 'can log in at once; whether mail arrives at the address is not known.',
		notice: 'activated',
		when: ['unconfirmed'],
		work: activate,
	},
	disable: {
		button: 'Disable',
		text: 'can neither log in nor use the services any more.',
		notice: 'disabled',
		when: ['active'],
		spares: 'admin',
		work: ({ store }, name) => modifyUser(store, name, { enabled: false }, instanceTypes),
	},
	enable: {
		button: 'Enable',
		text: 'can log in and use the services again.',
		notice: 'enabled',
		when: ['disabled'],
		work: ({ store }, name) => modifyUser(store, name, { enabled: true }, instanceTypes),
	},
	delete: {
		button: 'Delete',
		text: 'is gone with all certificates and key pairs.',
		notice: 'deleted',
		when: ['active', 'disabled'],
		spares: 'admin',
		asks: true,
		work: ({ store }, name) => removeUser(store, name, instanceTypes),
	},
};

/** The one of that name, whatever a browser sends. */
export function userAction(name: string): UserAction | undefined {
	return Object.hasOwn(USER_ACTIONS, name) ? USER_ACTIONS[name] : undefined;
}

/** Of the form that does it. */
export function actionPath(userName: string, action: string): string {
	return `/users/${encodeURIComponent(userName)}/${action}`;
}
