import type { ImageChange } from '../../../engine/images.ts';
import { ec2Errors } from '../errors.ts';
import { action, done } from '../schema/action.ts';
import { list, optional, required, structureList, type Values } from '../schema/parameters.ts';
import { imageId, text, word } from '../schema/scalars.ts';

const who = { userId: optional('UserId', text), group: optional('Group', text, { note: '`all`' }) };
const since2010 = { since: '2010-08-31' } as const;

const parameters = {
	imageId: required('ImageId', imageId),
	attribute: optional('Attribute', word('launchPermission', 'productCodes', 'description'), {
		note: 'with `OperationType`, `UserId.N`, `UserGroup.N`, `ProductCode.N` or `Value`',
	}),
	operationType: optional('OperationType', word('add', 'remove')),
	userIds: list('UserId', text, { soap: 'userIdSet/item/userId' }),
	userGroups: list('UserGroup', text, { soap: 'userGroupSet/item/group' }),
	productCodes: list('ProductCode', text, { soap: 'productCodes/item/productCode' }),
	value: optional('Value', text, since2010),
	add: structureList('LaunchPermission.Add', who, since2010),
	remove: structureList('LaunchPermission.Remove', who, since2010),
	description: optional('Description.Value', text, since2010),
};

const ORGANIZATIONS = 'launch permissions of organizations';

export const modifyImageAttribute = action({
	name: 'ModifyImageAttribute',
	since: '2006-10-01',
	summary: 'Says who may launch an image, adds product codes, or changes its description; for its owner.',
	parameters,
	notOffered: {
		ImdsSupport: 'images that ask for tokens',
		'LaunchPermission.Add.N.OrganizationArn': ORGANIZATIONS,
		'LaunchPermission.Add.N.OrganizationalUnitArn': ORGANIZATIONS,
		'LaunchPermission.Remove.N.OrganizationArn': ORGANIZATIONS,
		'LaunchPermission.Remove.N.OrganizationalUnitArn': ORGANIZATIONS,
		OrganizationArn: ORGANIZATIONS,
		OrganizationalUnitArn: ORGANIZATIONS,
	},
	response: done,
	async run({ engine, user, parameters: given }) {
		await engine.images.modify(user, given.imageId, changeAsked(given));
		return { return: true };
	},
});

/** Throws PARAMETER_MISSING, ATTRIBUTE_ITEM. */
function changeAsked(given: Values<typeof parameters>): ImageChange {
	const { attribute, operationType, value, productCodes } = given;
	const legacy = [...given.userIds.map((userId) => ({ userId })), ...given.userGroups.map((group) => ({ group }))];
	if (legacy.length > 0 && operationType === undefined) {
		throw ec2Errors('PARAMETER_MISSING', { name: 'OperationType' });
	}

	const add = [...given.add, ...(operationType === 'add' ? legacy : [])];
	const remove = [...given.remove, ...(operationType === 'remove' ? legacy : [])];
	const description = given.description ?? (attribute === 'description' ? value : undefined);
	if (add.length + remove.length + productCodes.length === 0 && description === undefined) {
		throw ec2Errors('PARAMETER_MISSING', { name: attribute === undefined ? 'Attribute' : 'Value' });
	}

	const isAdded = namesAll(add);
	const isRemoved = namesAll(remove);
	return {
		isPublic: isAdded ? true : isRemoved ? false : undefined,
		addUsers: usersOf(add),
		removeUsers: usersOf(remove),
		description,
		addProductCodes: productCodes,
	};
}

interface Permission {
	readonly userId?: string | undefined;
	readonly group?: string | undefined;
}

function namesAll(permissions: readonly Permission[]): boolean {
	const wrong = permissions.find(({ group }) => group !== undefined && group !== 'all');
	if (wrong !== undefined) {
		throw ec2Errors('ATTRIBUTE_ITEM', { value: wrong.group ?? '', problem: 'the only group is all' });
	}

	return permissions.some(({ group }) => group === 'all');
}

function usersOf(permissions: readonly Permission[]): readonly string[] {
	return permissions.flatMap(({ userId }) => userId ?? []);
}
