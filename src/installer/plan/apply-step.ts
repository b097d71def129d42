import { dirname, join } from 'node:path';
import type { Gate } from '../gate/gate.ts';
import { statePaths } from '../gate/state-directory.ts';
import { message, type Reporter } from '../messages.ts';
import type { Host } from '../transport/host.ts';
import type { Step } from './compare.ts';
import { type DesiredEntry, type DesiredFile, sha256 } from './desired.ts';
import { unifiedDiff } from './diff.ts';
import { mergeConf } from './merge-conf.ts';

export interface StepTools {
	readonly gate: Gate;
	readonly reporter: Reporter;
	readonly eucalyptus: string;
}

/** Takes one step through the gate. */
export async function applyStep(host: Host, step: Step, tools: StepTools): Promise<void> {
	const { gate } = tools;
	switch (step.kind) {
		case 'create':
			return gate.change(host, `create ${described(step.entry)}`, () => put(host, step.entry, tools));
		case 'update':
		case 'repair': {
			const sentence = `${step.kind} ${described(step.entry)}${step.kind === 'repair' ? ', which was changed behind our back' : ''}`;
			return gate.change(host, sentence, () => put(host, step.entry, tools), await difference(host, step.entry));
		}
		case 'chmod': {
			const { path, mode } = step.entry;
			return gate.change(host, `set the mode of ${path} to ${mode.toString(8)}`, () => chmod(host, path, mode));
		}
		case 'edited':
			return keepHandEdit(host, step.entry, tools);
		case 'remove':
			return gate.change(host, `remove ${step.path}, which is no longer needed`, () => remove(host, step.path));
	}
}

function described(entry: DesiredEntry): string {
	switch (entry.kind) {
		case 'directory':
			return `directory ${entry.path}`;
		case 'link':
			return `link ${entry.path} to ${entry.target}`;
		case 'file':
			return `file ${entry.path} (mode ${entry.mode.toString(8)})`;
	}
}

async function put(host: Host, entry: DesiredEntry, { eucalyptus }: StepTools): Promise<void> {
	if (entry.kind === 'directory') {
		await host.script(MAKE_DIRECTORY, {
			what: `making ${entry.path}`,
			args: [entry.path, entry.mode?.toString(8) ?? ''],
		});
	} else if (entry.kind === 'link') {
		await host.script('rm -f -- "$1" && ln -s -- "$2" "$1"', {
			what: `linking ${entry.path}`,
			args: [entry.path, entry.target],
		});
	} else if (entry.source.kind === 'local') {
		await host.upload(entry.source.path, entry.path, entry.mode);
	} else {
		if (entry.editable) {
			// First the base: a run that is killed between the two still knows the old file as its own.
			await host.write(basePath(eucalyptus, entry.path), entry.source.content, 0o600);
		}

		await host.write(entry.path, entry.source.content, entry.mode);
	}
}

const MAKE_DIRECTORY = '[ -d "$1" ] || mkdir -- "$1" || exit 1; [ -z "$2" ] || chmod "$2" -- "$1"';

async function chmod(host: Host, path: string, mode: number): Promise<void> {
	await host.exec(['chmod', mode.toString(8), '--', path]);
}

async function remove(host: Host, path: string): Promise<void> {
	await host.exec(['rm', '-f', '--', path]);
}

async function difference(host: Host, entry: DesiredEntry): Promise<{ path: string; text: string } | undefined> {
	if (entry.kind !== 'file' || entry.secret || entry.source.kind !== 'text') {
		return undefined;
	}

	const before = (await host.read(entry.path))?.toString('utf8') ?? '';
	const labels = { before: `${entry.path} on ${host.name}`, after: entry.path };
	return { path: entry.path, text: unifiedDiff(before, entry.source.content, labels) };
}

/** Never overwrites what a person wrote. What the site changed elsewhere in the file is merged in, key by key. */
async function keepHandEdit(host: Host, entry: DesiredFile, { gate, reporter, eucalyptus }: StepTools): Promise<void> {
	if (entry.source.kind !== 'text') {
		return;
	}

	const { path, mode } = entry;
	const next = entry.source.content;
	const byHand = (await host.read(path))?.toString('utf8') ?? '';
	const base = (await host.read(basePath(eucalyptus, path)))?.toString('utf8') ?? next;
	const merged = base === next ? undefined : mergeConf(base, byHand, next);
	const kept = merged?.text ?? byHand;
	if (merged !== undefined) {
		const text = unifiedDiff(byHand, merged.text, { before: `${path} on ${host.name}`, after: path });
		const sentence = `bring ${path} up to date around what was set by hand (${merged.keptKeys.join(', ')})`;
		await gate.change(
			host,
			sentence,
			async () => {
				await host.write(path, merged.text, mode);
				await host.write(basePath(eucalyptus, path), next, 0o600);
			},
			{ path, text },
		);
	}

	if (kept !== next) {
		const diff = unifiedDiff(kept, next, { before: `${path} on ${host.name}`, after: `${path} from the site` });
		reporter.notify(message('HAND_EDIT_KEPT', { path, diff }, host.name));
	}
}

function basePath(eucalyptus: string, path: string): string {
	const name = `${path.replaceAll('/', '_').slice(-80)}.${sha256(dirname(path)).slice(0, 8)}`;
	return join(statePaths(eucalyptus).base, name);
}
