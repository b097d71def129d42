import { changeImage } from '../change-image.ts';
import type { RunEuca } from '../command.ts';

export const run: RunEuca = (options, operands, context) => changeImage(true, options, operands, context);
