import { ec2Errors } from '../errors.ts';
import { action, done } from '../schema/action.ts';
import { optional } from '../schema/parameters.ts';
import { text } from '../schema/scalars.ts';

export const deleteKeyPair = action({
	name: 'DeleteKeyPair',
	since: '2006-06-26',
	summary: 'Forgets a key pair. One that does not exist is no error.',
	parameters: {
		keyName: optional('KeyName', text, { note: 'this or `KeyPairId`' }),
		keyPairId: optional('KeyPairId', text, { since: '2016-11-15' }),
	},
	response: done,
	async run({ engine, user, parameters: { keyName, keyPairId } }) {
		if (keyName === undefined && keyPairId === undefined) {
			throw ec2Errors('PARAMETER_MISSING', { name: 'KeyName' });
		}

		if (keyName !== undefined) {
			await engine.keyPairs.remove(user, keyName);
		} else {
			const pair = await engine.keyPairs.byId(user, keyPairId ?? '');
			await engine.keyPairs.remove({ name: pair?.owner ?? user.name }, pair?.name ?? '');
		}

		return { return: true };
	},
});
