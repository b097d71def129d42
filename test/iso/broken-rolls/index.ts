import type { BrokenRoll } from './broken-roll.ts';
import { brokenDescriptions } from './description.ts';
import { brokenGraphs } from './graph.ts';
import { brokenImages } from './image.ts';
import { brokenKickstartPackages } from './kickstart-package.ts';
import { brokenPackages } from './packages.ts';
import { brokenPosts } from './posts.ts';
import { brokenProfileTexts } from './profile-text.ts';
import { brokenScripts } from './script.ts';

/** Ways to break a good roll, in the order of the table "a roll is valid when". */
export const BROKEN_ROLLS: readonly BrokenRoll[] = [
	...brokenImages,
	...brokenDescriptions,
	...brokenPackages,
	...brokenKickstartPackages,
	...brokenProfileTexts,
	...brokenGraphs,
	...brokenScripts,
	...brokenPosts,
];
