import type { HostLook } from '../probe/cluster-look.ts';
import type { Finding } from '../probe/findings.ts';
import { hypervisorName } from '../probe/hypervisor.ts';
import { gigabytes } from '../probe/table.ts';
import type { CardSize } from './picture-layout.ts';
import { type State, stateOfHost, stateWord } from './state.ts';

/** A host in the picture. Coordinates and sizes are those of the SVG's own grid. */
export interface Card {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly name: string;
	readonly anchor: string;
	readonly state: State;
	readonly mark: string;
	/** Lines under the name. */
	readonly lines: readonly { readonly y: number; readonly text: string; readonly alarm: boolean }[];
	/** For the pointer: everything that is wrong there. */
	readonly title: string;
	readonly size: CardSize['kind'];
	readonly radius: number;
	readonly textX: number;
	readonly nameY: number;
	readonly markX: number;
}

export interface CardBox {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

interface CardContent {
	readonly name: string;
	readonly box: CardBox;
	readonly size: CardSize['kind'];
	/** What runs there, where the picture says it. */
	readonly roles: string | undefined;
	readonly look: HostLook | undefined;
	readonly findings: readonly Finding[];
}

/** A host as a card: its name, its mark, and as many lines as its size has room for. */
export function drawCard({ name, box, size, roles, look, findings }: CardContent): Card {
	const state = look === undefined ? 'unknown' : stateOfHost(findings);
	const important = findings.filter(({ severity }) => severity !== 'info');
	const alarm = alarmOf(important);
	const pad = size === 'large' ? 14 : 10;
	const nameY = box.y + (size === 'small' ? 19 : 25);
	const perLetter = size === 'small' ? { name: 7, line: 5.6 } : { name: 8.4, line: 6.4 };
	const room = box.width - pad * 2;
	return {
		...box,
		size,
		radius: size === 'tiny' ? 3 : 9,
		name: size === 'tiny' ? '' : shortened(name, Math.floor((room - 18) / perLetter.name)),
		anchor: `host-${name}`,
		state,
		mark: { fine: '✓', warned: '!', blocked: '✕', unknown: '?' }[state],
		lines: linesOf(size, {
			roles: roles ?? '',
			look,
			alarm,
		})
			.filter(({ text }) => text !== '')
			.map((line, index) => ({
				...line,
				y: nameY + 16 + index * 17,
				text: shortened(line.text, Math.floor(room / perLetter.line)),
			})),
		title: [`${name}: ${stateWord(state)}`, ...important.map(({ found, id }) => `${found} (${id})`)].join('\n'),
		textX: box.x + pad,
		nameY,
		markX: box.x + box.width - pad - 6,
	};
}

interface Words {
	readonly roles: string;
	readonly look: HostLook | undefined;
	readonly alarm: string;
}

function linesOf(size: CardSize['kind'], { roles, look, alarm }: Words): readonly { text: string; alarm: boolean }[] {
	const warning = { text: alarm, alarm: true };
	switch (size) {
		case 'tiny':
			return [];
		case 'small':
			return [alarm === '' ? { text: factsLine(look, true), alarm: false } : warning];
		default:
			return [{ text: roles, alarm: false }, { text: factsLine(look), alarm: false }, warning];
	}
}

function alarmOf(important: readonly Finding[]): string {
	const [first, ...more] = important;
	return first === undefined
		? ''
		: `${first.id.replaceAll('_', ' ').toLowerCase()}${more.length > 0 ? ` and ${more.length} more` : ''}`;
}

function factsLine(look: HostLook | undefined, isShort = false): string {
	if (look?.facts === undefined) {
		return 'no answer';
	}

	const { facts, wish } = look;
	const { system, hypervisor } = facts;
	const kind = hypervisorName(hypervisor, wish) ?? 'no hypervisor';
	const cores = isShort ? '' : system.cores === 1 ? ' core' : ' cores';
	const first = [`${system.cores}${cores}`, gigabytes(system.memoryMb)].join(' · ');
	return wish.roles.includes('node') ? `${first}${isShort ? ' ' : ' · '}${kind}` : first;
}

export function shortened(text: string, most: number): string {
	return text.length <= most ? text : `${text.slice(0, Math.max(most - 1, 1))}…`;
}
