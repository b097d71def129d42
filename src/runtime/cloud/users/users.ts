import type { Users } from '../engine/users.ts';
import type { Store } from '../store/open-store.ts';
import { findUser, findUserByCertificate, findUserByQueryId } from '../store/users.ts';

export function createUsers({ db }: Store): Users {
	return {
		byQueryId: (queryId) => findUserByQueryId(db, queryId),
		byCertificate: (fingerprint) => findUserByCertificate(db, fingerprint),
		byName: (name) => findUser(db, name),
	};
}
