/** The more nodes, the less each says: names and numbers, one line, or a mark alone. */
export interface CardSize {
	readonly kind: 'large' | 'medium' | 'small' | 'tiny';
	readonly height: number;
	readonly gap: number;
	/** Most in one row. */
	readonly columns: number;
	readonly maxWidth: number;
}

export function cardSizeFor(count: number): CardSize {
	if (count <= 12) {
		return { kind: 'medium', height: 74, gap: 16, columns: 4, maxWidth: 228 };
	}

	if (count <= 160) {
		return { kind: 'small', height: 42, gap: 10, columns: 8, maxWidth: 111 };
	}

	return { kind: 'tiny', height: 13, gap: 3, columns: 60, maxWidth: 13 };
}

export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly row: number;
}

interface Row {
	/** Where the line runs that the cards of this row hang on. */
	readonly lineY: number;
	readonly right: number;
}

/** Rows of cards in the space given, the last one starting at the left too. */
export function placeCards(
	count: number,
	size: CardSize,
	{ left, width, top }: { readonly left: number; readonly width: number; readonly top: number },
): { readonly boxes: readonly Box[]; readonly rows: readonly Row[]; readonly bottom: number } {
	const { height, gap, columns, maxWidth } = size;
	const inset = 18;
	const used = Math.min(columns, Math.max(count, 1));
	const cardWidth = Math.min(maxWidth, (width - inset * 2 - gap * (columns - 1)) / columns);
	const begin = left + (width - used * cardWidth - (used - 1) * gap) / 2;
	const step = height + (size.kind === 'tiny' ? gap : gap + 14);
	const boxes = Array.from({ length: count }, (_, index) => {
		const row = Math.floor(index / columns);
		return {
			x: Math.round(begin + (index % columns) * (cardWidth + gap)),
			y: top + row * step,
			width: Math.floor(cardWidth),
			height,
			row,
		};
	});
	const rows = Array.from({ length: Math.ceil(count / columns) }, (_, row) => {
		const last = boxes.findLast((box) => box.row === row);
		return { lineY: top + row * step - (size.kind === 'tiny' ? 2 : 12), right: (last?.x ?? left) + cardWidth / 2 };
	});
	return { boxes, rows, bottom: top + Math.max(rows.length, 1) * step - (step - height) };
}
