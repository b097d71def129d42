import { type Answers, answersSchema, defaultAnswers } from './answers.ts';
import { interruptible } from './questions.ts';

/** One question of the dialogue. An answer that was given already, as an option or in a file, is not asked for. */
interface Question {
	readonly key: keyof Answers;
	readonly message: string;
	/** What Enter means, as it is typed; '' for nothing. */
	preset(answers: Answers): string;
	/** Asked only if it matters. */
	matters?(answers: Answers): boolean;
	readonly choices?: readonly { readonly name: string; readonly value: string }[];
}

const isCluster = ({ nodes, frontEnd }: Answers) => (nodes ?? []).some((node) => node !== frontEnd);

export const QUESTIONS: readonly Question[] = [
	{
		key: 'frontEnd',
		message: 'Which host is the front-end (cloud controller and cluster controller)?',
		preset: (answers) => defaultAnswers(answers).frontEnd,
	},
	{
		key: 'nodes',
		message: 'Which hosts run instances? Names with blanks between; the front-end may be one of them:',
		preset: (answers) => defaultAnswers(answers).frontEnd,
	},
	{
		key: 'zone',
		message: 'What shall users call this cluster (its availability zone)?',
		preset: (answers) => defaultAnswers(answers).frontEnd.split('.')[0] ?? '',
	},
	{
		key: 'prefix',
		message: 'Where shall Eucalyptus be installed on every host?',
		preset: (answers) => defaultAnswers(answers).prefix,
	},
	{
		key: 'instancePath',
		message: 'Which local directory of the nodes shall hold instances?',
		preset: (answers) => defaultAnswers(answers).instancePath,
	},
	{
		key: 'sharedDirectory',
		message: 'Which directory do all hosts share for images? Empty: nodes fetch images from the front-end:',
		preset: () => '',
		matters: isCluster,
	},
	{
		key: 'network',
		message: 'Who gives instances their addresses?',
		preset: () => '',
		matters: isCluster,
		choices: [
			{ name: 'the DHCP server of the site if one answers, else Eucalyptus', value: '' },
			{ name: 'the DHCP server of the site (SYSTEM)', value: 'SYSTEM' },
			{ name: 'Eucalyptus, from a range of the node network (STATIC)', value: 'STATIC' },
		],
	},
	{
		key: 'addresses',
		message: 'First and last address for instances, such as 10.1.1.10-10.1.1.50? Empty: 32 free ones are looked for:',
		preset: () => '',
		matters: (answers) => answers.network === 'STATIC',
	},
];

/** Asks a person what the answers leave open. Call it only where a terminal is. */
export async function askRest(given: Answers): Promise<Answers> {
	const { default: inquirer } = await import('inquirer');
	let answers = given;
	for (const { key, message, preset, matters, choices } of QUESTIONS) {
		if (answers[key] !== undefined || matters?.(answers) === false) {
			continue;
		}

		const form = answersSchema.shape[key];
		const { said } = await interruptible(() =>
			choices === undefined
				? inquirer.prompt([
						{
							type: 'input',
							name: 'said',
							message,
							default: preset(answers),
							validate: (text: string) => text.trim() === '' || problemWith(form.safeParse(text.trim())),
						},
					])
				: inquirer.prompt([{ type: 'select', name: 'said', message, choices: [...choices] }]),
		);
		const text = String(said).trim();
		answers = text === '' ? answers : { ...answers, ...answersSchema.parse({ [key]: text }) };
	}

	return answers;
}

function problemWith(result: { success: boolean; error?: { issues: readonly { message: string }[] } }): true | string {
	return result.success ? true : (result.error?.issues[0]?.message ?? 'is wrong');
}
