import type { Roll } from '../open-roll.ts';

/** One thing that must be true of a roll so that Rocks takes it and it does what it should. */
export interface Rule {
	/** Stable: for programs, and for tests. */
	readonly id: string;
	/** Row of the table "a roll is valid when". */
	readonly row: number;
	/** Why Rocks, or rpm, or the front-end would stumble. */
	readonly reason: string;
	/** How to put it right. */
	readonly fix: string;
	/** What is wrong, a sentence each; nothing where the rule holds, or where another rule has said why it cannot be seen. */
	check(roll: Roll): readonly string[];
}

export interface Finding {
	readonly id: string;
	readonly row: number;
	readonly problem: string;
	readonly reason: string;
	readonly fix: string;
}
