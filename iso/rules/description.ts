import type { Roll, XmlFile } from '../open-roll.ts';
import { elementsOf } from '../rocks/xml.ts';
import type { Rule } from './rule.ts';

const WANTED: Readonly<Record<string, readonly string[]>> = {
	roll: ['name', 'interface'],
	info: ['version', 'release', 'arch', 'os'],
	iso: ['maxsize', 'bootable', 'mkisofs'],
	rpm: ['rolls', 'bin', 'src'],
};
const NUMBERS = ['iso.maxsize', 'iso.bootable', 'rpm.rolls', 'rpm.bin', 'rpm.src'];

/** Row 3: roll-eucalyptus.xml. */
export const descriptionRules: readonly Rule[] = [
	{
		id: 'description-xml',
		row: 3,
		reason: '"rocks add roll" reads it with an XML parser and knows no other alphabet than ASCII',
		fix: 'make it well-formed, in ASCII',
		check: ({ descriptions }) =>
			descriptions.flatMap(({ path, problem, text }) => [
				...(problem === undefined ? [] : [`${path}: ${problem}`]),
				...(isAscii(text) ? [] : [`${path} holds characters that are not ASCII`]),
			]),
	},
	{
		id: 'description-attributes',
		row: 3,
		reason: 'a missing attribute is an error that nobody catches (KeyError)',
		fix: 'write every element with every attribute',
		check: (roll) =>
			described(roll).flatMap((file) =>
				Object.entries(WANTED).flatMap(([element, attributes]) =>
					attributes
						.filter((name) => attributeOf(file, element, name) === undefined)
						.map((name) => `${file.path} has no ${element}.${name}`),
				),
			),
	},
	{
		id: 'description-elements',
		row: 3,
		reason: 'of two elements of one name Rocks takes the later, other programs the first',
		fix: 'write each element once',
		check: (roll) =>
			described(roll).flatMap(({ path, root }) =>
				['info', 'iso', 'rpm']
					.filter((name) => root !== undefined && elementsOf(root, name).length > 1)
					.map((name) => `${path} has more than one <${name}>`),
			),
	},
	{
		id: 'description-numbers',
		row: 3,
		reason: 'Rocks makes numbers of them when rolls are merged',
		fix: 'write plain numbers',
		check: (roll) =>
			described(roll).flatMap((file) =>
				NUMBERS.map((name) => ({ name, value: attribute(file, name) }))
					.filter(({ value }) => value !== undefined && !/^\d+$/.test(value))
					.map(({ name, value }) => `${file.path}: ${name} is "${value}"`),
			),
	},
	{
		id: 'description-matches',
		row: 3,
		reason: 'what is copied goes by the directories, what is written into the data base by this file: both must agree',
		fix: 'name, version and arch must be the three directories that the file lies in',
		check: (roll) =>
			described(roll).flatMap((file) => {
				const [name, version, arch] = file.path.split('/');
				return [
					{ what: 'roll.name', said: attribute(file, 'roll.name'), is: name },
					{ what: 'roll.name', said: attribute(file, 'roll.name'), is: roll.name },
					{ what: 'info.version', said: attribute(file, 'info.version'), is: version },
					{ what: 'info.arch', said: attribute(file, 'info.arch'), is: arch },
				]
					.filter(({ said, is }) => said !== undefined && said !== is)
					.map(({ what, said, is }) => `${file.path}: ${what} is "${said}", expected "${is}"`);
			}),
	},
	{
		id: 'description-linux',
		row: 3,
		reason: 'another os is copied by the Solaris way, and a bootable roll is one to install a front-end from',
		fix: 'os="linux", bootable="0"',
		check: (roll) =>
			described(roll).flatMap((file) => [
				...([undefined, 'linux'].includes(attribute(file, 'info.os'))
					? []
					: [`${file.path}: info.os is "${attribute(file, 'info.os')}"`]),
				...([undefined, '0'].includes(attribute(file, 'iso.bootable'))
					? []
					: [`${file.path}: iso.bootable is "${attribute(file, 'iso.bootable')}"`]),
			]),
	},
];

function described({ descriptions }: Roll): readonly XmlFile[] {
	return descriptions.filter(({ root }) => root !== undefined);
}

/** What `<info>` of the description says; undefined where it says nothing. */
export function infoOf(file: XmlFile | undefined, name: string): string | undefined {
	return file === undefined ? undefined : attributeOf(file, 'info', name);
}

function attribute(file: XmlFile, name: string): string | undefined {
	const [element = '', key = ''] = name.split('.');
	return attributeOf(file, element, key);
}

function attributeOf({ root }: XmlFile, element: string, name: string): string | undefined {
	if (root === undefined) {
		return undefined;
	}

	const found = element === 'roll' ? (root.name === 'roll' ? root : undefined) : elementsOf(root, element)[0];
	return found?.attributes[name];
}

/** Neither as a character nor as its number: the parser makes the one of the other. */
export function isAscii(text: string): boolean {
	const numbered = [...text.matchAll(/&#(?:x([0-9a-f]+)|(\d+));/gi)].map(([, hex, decimal]) =>
		hex === undefined ? Number(decimal) : Number.parseInt(hex, 16),
	);
	return [...text].every((character) => character <= '\u007f') && numbered.every((code) => code <= 0x7f);
}
