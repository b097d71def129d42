import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RELEASES } from '../../iso/target.ts';

const GUIDE = join(import.meta.dirname, '../../docs/administrators-guide.md');

/**
 * The commands of the administrator's guide's section on Rocks: lines of its code blocks that begin with a prompt. Whoever
 * types one takes it from here, so that in the end it is known which nobody has typed.
 */
export class GuideCommands {
	readonly #all = readCommands();
	readonly #untyped = new Set(this.#all);

	/** The command, if the guide has it; the name of an image may be that of any release. */
	typed(command: string): string {
		const printed = command.replace(/-\d\.\d-1\./, `-${FIRST}-1.`);
		if (!this.#all.includes(printed)) {
			throw new Error(`the guide does not say: ${printed}`);
		}

		this.#untyped.delete(printed);
		return command;
	}

	untyped(): readonly string[] {
		return [...this.#untyped];
	}
}

const FIRST = Object.keys(RELEASES)[0] ?? '';

function readCommands(): readonly string[] {
	const text = readFileSync(GUIDE, 'utf8');
	const section = /^## 3\. Installation on a Rocks cluster\n([\s\S]*?)^## /m.exec(text)?.[1] ?? '';
	const blocks = [...section.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, block = '']) =>
		block.replaceAll('\\\n', ' '),
	);
	return blocks.flatMap((block) =>
		block.split('\n').flatMap((line) => /^# (.*)/.exec(line)?.[1]?.replace(/\s+/g, ' ') ?? []),
	);
}
