import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../../../../src/common/run.ts';
import { actions } from '../../../../../../src/runtime/cloud/api/ec2/actions/index.ts';
import { type SimulatorProcess, startSimulatorProcess } from '../../../../simulator/simulator-process.ts';
import { parseNotation } from './notation.ts';
import { xmlSchema } from './schema.ts';
import { type Answer, TOURED, tour } from './tour.ts';
import { PUBLISHED } from './versions.ts';

const offered = new Set(actions.map(({ name }) => name));
let root: string;
let simulator: SimulatorProcess;
let publicKey: string;

beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'euca-published-'));
	simulator = await startSimulatorProcess(join(root, 'cloud'), '--nodes', '1', '--cores', '64', '--disk', '10000');
	await run('/usr/bin/ssh-keygen', ['-q', '-t', 'rsa', '-N', '', '-f', join(root, 'key')]);
	publicKey = (await run('/usr/bin/ssh-keygen', ['-y', '-f', join(root, 'key')])).stdout;
});
afterAll(async () => {
	await simulator?.end('SIGKILL');
	await rm(root, { recursive: true, force: true });
});

/** What xmllint has against the documents; nothing if they are valid. */
async function complaints(name: string, schema: string, answers: readonly Answer[]): Promise<string> {
	const file = async (title: string, text: string) => {
		const path = join(root, `${name}-${title}`);
		await writeFile(path, text);
		return path;
	};
	const xsd = await file('schema.xsd', schema);
	const files: string[] = [];
	for (const [index, { action, document }] of answers.entries()) {
		files.push(await file(`${index}-${action}.xml`, document));
	}

	const { exitCode, stderr } = await run('/usr/bin/xmllint', ['--noout', '--schema', xsd, ...files], {
		okCodes: [0, 3, 4, 5],
	});
	return exitCode === 0 ? '' : stderr.replaceAll(`${root}/`, '').replace(/^.* validates\n/gm, '');
}

/** Without elements of another namespace than EC2's: its clients pass over them. */
function withoutStrangers(document: string): string {
	return document.replace(/<(\w+) xmlns="http:\/\/msgs\.eucalyptus\.com\/[^>]*>.*?<\/\1>/gs, '');
}

describe('answers', () => {
	it.each(PUBLISHED)('keep to the published schema of $version', async (published) => {
		const { version, responses } = published;
		const { answers } = await tour(
			simulator.report,
			version,
			publicKey,
			(name) => responses.has(name) && offered.has(name),
		);
		expect(answers.length).toBeGreaterThan(5);
		const ours = answers.map(({ action, document }) => ({ action, document: withoutStrangers(document) }));
		expect(await complaints(version, xmlSchema(published), ours)).toBe('');
	});

	it.each(['2008-05-05', '2016-11-15'])('keep to what ?wsdl says of %s', async (version) => {
		const { ec2Url } = simulator.report;
		const wsdl = await (await fetch(`${ec2Url}?wsdl&Version=${version}`)).text();
		const schema = /<xs:schema .*<\/xs:schema>/s.exec(wsdl)?.[0] ?? '';
		const { answers } = await tour(simulator.report, version, publicKey, (name) => offered.has(name));
		const declared = schema.replace('<xs:schema ', '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" ');
		expect(await complaints(`wsdl-${version}`, declared, answers)).toBe('');
	});
});

describe('the tour', () => {
	it('visits every action that is offered', () => {
		expect([...offered].filter((name) => !TOURED.has(name))).toEqual([]);
		expect([...TOURED].filter((name) => !offered.has(name))).toEqual([]);
	});

	it.each(['2008-05-05', '2016-11-15'])(
		'gets from what waits for another part what its page says: %s',
		async (version) => {
			const { answers, refusals } = await tour(simulator.report, version, publicKey, (name) => offered.has(name));
			const refused = answers.filter(({ document }) => document.includes('<Errors>'));
			expect(refused).toEqual([]);
			expect(refusals.length).toBeGreaterThan(10);
			for (const { action, document } of refusals) {
				const { waitsFor } = actions.find(({ name }) => name === action) ?? {};
				const code = /<Code>([^<]*)</.exec(document)?.[1] ?? '';
				expect(waitsFor?.answers, action).toContain(`\`${code}\``);
			}
		},
	);
});

describe('the judge of answers', () => {
	const published = {
		version: '2008-05-05',
		isStrict: true,
		responses: new Map([['A', parseNotation('b, c?:i, d[e], f{g:t}')]]),
	};
	const judge = async (content: string, isStrict = true) => {
		const document = `<AResponse xmlns="http://ec2.amazonaws.com/doc/2008-05-05/">${content}</AResponse>`;
		return await complaints('judge', xmlSchema({ ...published, isStrict }), [{ action: 'A', document }]);
	};
	const F = '<f><g>2008-07-01T12:34:56.000Z</g></f>';

	it.each([`<b/><d/>${F}`, `<b>x</b><c>7</c><d><item><e>1</e></item><item><e/></item></d>${F}`])(
		'is content with %s',
		async (content) => expect(await judge(content)).toBe(''),
	);

	it.each([
		['another order', `<d/><b/>${F}`],
		['something missing', `<b/>${F}`],
		['something unknown', `<b/><d/>${F}<z/>`],
		['another type', `<b/><c>x</c><d/>${F}`],
		['another time', '<b/><d/><f><g>yesterday</g></f>'],
	])('refuses %s', async (_, content) => expect(await judge(content)).toMatch(/error/));

	it('may overlook the order, and what is missing', async () => {
		expect(await judge(`${F}<b/>`, false)).toBe('');
		expect(await judge(`${F}<z/>`, false)).toMatch(/error/);
	});
});
