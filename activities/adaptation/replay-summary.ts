import type { ScoreRow } from '../scoring/score-tables.js';
import { clusteredContrast } from '../stats/clustered-mean.js';
import type { ReplayRow } from './adaptation-tables.js';
import { SAME_MODEL } from './replay-plan.js';

const CELLS = ['old_pre', 'new_pre', 'old_post', 'new_post'] as const;
type Cell = (typeof CELLS)[number];

/** Effects as contrasts of cells (Jahani et al., arXiv 2407.14333). total = model + adaptation. */
const EFFECTS = {
  model: { new_pre: 1, old_pre: -1 },
  adaptation: { new_post: 1, new_pre: -1 },
  interaction: { new_post: 1, old_post: -1, new_pre: -1, old_pre: 1 },
  total: { new_post: 1, old_pre: -1 },
} as const satisfies Record<string, Partial<Record<Cell, number>>>;

interface Scored {
  readonly cell: Cell;
  readonly itemId: string;
  readonly value: number;
  readonly weight: number;
  readonly cluster: string;
}

/**
 * Cells and effects of the replay: Hajek means over items and their contrasts, with intervals clustered by user over
 * both sides. An item counts only when every model's answer to it was scored, so that the cells of one side hold the
 * same prompts. When one model answered everything, it stands for the old and the new one: the model effect and the
 * interaction are refused, the adaptation effect is not.
 * @param minUsers fewer users behind a row: refused
 */
export function summariseReplayScores(
  scores: readonly ScoreRow[],
  { minUsers, confidence = 0.95 }: { minUsers: number; confidence?: number },
): ReplayRow[] {
  const sameModel = !scores.some((row) => row.arm === 'old');
  const scored = scoredCells(scores, sameModel);
  const contrasts: [string, Partial<Record<Cell, number>>][] = [
    ...CELLS.map((cell): [string, Partial<Record<Cell, number>>] => [cell, { [cell]: 1 }]),
    ...Object.entries(EFFECTS),
  ];
  return contrasts.map(([name, coefficients]) => {
    const rows = scored.filter(({ cell }) => (coefficients[cell] ?? 0) !== 0);
    const users = new Set(rows.map(({ cluster }) => cluster)).size;
    const counts = { n_items: new Set(rows.map(({ itemId }) => itemId)).size, n_users: users };
    const refuse = (refused: string): ReplayRow => ({
      cell: name,
      estimate: null,
      ci_low: null,
      ci_high: null,
      ...counts,
      refused,
    });
    if (sameModel && (name === 'model' || name === 'interaction')) return refuse(SAME_MODEL);
    if (users < minUsers) return refuse(`no verdict: ${users} users, ${minUsers} are needed`);
    const empty = Object.keys(coefficients).find((cell) => !rows.some((row) => row.cell === cell));
    if (empty !== undefined) return refuse(`no scored item in the cell ${empty}`);
    const estimate = clusteredContrast(rows, coefficients, confidence);
    if (estimate === null) return refuse('no interval: too few users');
    return {
      cell: name,
      estimate: estimate.estimate,
      ci_low: estimate.ciLow,
      ci_high: estimate.ciHigh,
      ...counts,
      refused: null,
    };
  });
}

function scoredCells(scores: readonly ScoreRow[], sameModel: boolean): Scored[] {
  const arms = sameModel ? ['new'] : ['old', 'new'];
  const usable = scores.filter((row) => row.outcome === 'scored' && row.score !== null && arms.includes(row.arm));
  const answered = new Map<string, Set<string>>();
  for (const row of usable) {
    const key = keyOf(row);
    answered.set(key, (answered.get(key) ?? new Set()).add(row.arm));
  }
  return usable
    .filter((row) => answered.get(keyOf(row))?.size === arms.length)
    .flatMap((row) => {
      const side = row.source === 'replay-pre' ? 'pre' : 'post';
      const names = sameModel ? (['old', 'new'] as const) : [row.arm === 'old' ? ('old' as const) : ('new' as const)];
      return names.map(
        (name): Scored => ({
          cell: `${name}_${side}`,
          itemId: keyOf(row),
          value: row.score ?? 0,
          weight: row.weight,
          cluster: row.user,
        }),
      );
    });
}

function keyOf(row: ScoreRow): string {
  return `${row.source}\0${row.item_id}`;
}
