import { drawReplayItems } from '../../activities/adaptation/replay-plan.js';
import { summariseReplayScores } from '../../activities/adaptation/replay-summary.js';
import type { TopicalRow } from '../../activities/scoring/plan.js';
import type { ScoreRow } from '../../activities/scoring/score-tables.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { sha256Hex } from '../../activities/storage/artifact.js';
import { ANY_ROW } from './any-row.js';
import type { Experiment, Outcome } from './experiment.js';
import { cumulative, dirichlet, drawCumulated } from './random-shares.js';

const USERS = 400;
const TOPICS = 12;
const ITEMS = 400;
/** Score points that the release gained in all: .51 of them by the model, .49 by the users. */
const GAIN = 0.2;
const MODEL = 0.51 * GAIN;
const ADAPTATION = 0.49 * GAIN;
const ADAPTED_SHARE = 0.7;
const TOLERANCE = 0.05;
const EFFECTS = ['model', 'adaptation', 'interaction'] as const;

/** Replay 2 x 2 with known effects, while the mix of topics changes with the release. */
export function replayExperiment(): Experiment {
  const names = [0, 0.1].flatMap((interaction) =>
    EFFECTS.flatMap((effect) => [
      { name: `interaction ${interaction}: ${effect} covered`, limit: { atLeast: 0.92, atMost: 0.98 } },
      { name: `interaction ${interaction}: ${effect} within .05`, limit: { atLeast: 0.9 } },
    ]),
  );
  return {
    name: 'replay',
    about: '400 users whose prompts and topics change with a release: model effect, adaptation effect, interaction',
    runs: 300,
    minutes: 2,
    figures: names,
    repeat: async (repetition, seed) => ({
      ...replayOutcome(0, createRandom('replay', seed, repetition, 0)),
      ...replayOutcome(0.1, createRandom('replay', seed, repetition, 1)),
    }),
  };
}

function replayOutcome(interaction: number, random: Random): Outcome {
  const rows = simulatePrompts(random);
  const items = drawReplayItems(rows.before, rows.after, { count: ITEMS, seed: String(random.next()) });
  const scores = items.flatMap((item): ScoreRow[] => {
    const prompt = rows.prompts.get(item.prompt);
    if (prompt === undefined) throw new Error('an item without a prompt');
    return (['old', 'new'] as const).map((arm) => {
      const adapted = (arm === 'new' ? ADAPTATION : ADAPTATION - interaction) / ADAPTED_SHARE;
      const gained = (arm === 'new' ? MODEL : 0) + (prompt.isAdapted ? adapted : 0);
      return scored(item, arm, prompt.level + gained + 0.15 * random.normal());
    });
  });
  const effects = summariseReplayScores(scores, { minUsers: 20 });
  const truth = { model: MODEL, adaptation: ADAPTATION, interaction };
  return Object.fromEntries(
    EFFECTS.flatMap((effect) => {
      const row = effects.find(({ cell }) => cell === effect);
      const [estimate, low, high] = [
        row?.estimate ?? Number.NaN,
        row?.ci_low ?? Number.NaN,
        row?.ci_high ?? Number.NaN,
      ];
      return [
        [`interaction ${interaction}: ${effect} covered`, low <= truth[effect] && truth[effect] <= high],
        [`interaction ${interaction}: ${effect} within .05`, Math.abs(estimate - truth[effect]) <= TOLERANCE],
      ];
    }),
  );
}

interface Prompt {
  /** Quality of an answer of the old model. */
  readonly level: number;
  readonly isAdapted: boolean;
}

/** Prompts before and after the release: other topics after it, and most of them written otherwise. */
function simulatePrompts(random: Random) {
  const prompts = new Map<string, Prompt>();
  const difficulty = Array.from({ length: TOPICS }, () => 0.4 + 0.1 * random.normal());
  const shares = (tilt: number) => Array.from({ length: TOPICS }, (_, topic) => 1 + tilt * (topic / TOPICS));
  const sides = { before: shares(0), after: shares(2) };
  const rows: Record<keyof typeof sides, TopicalRow[]> = { before: [], after: [] };
  for (let number = 0; number < USERS; number += 1) {
    const user = sha256Hex(`user ${number}`);
    const skill = 0.08 * random.normal();
    const taste = dirichlet(new Array<number>(TOPICS).fill(1), random);
    for (const side of ['before', 'after'] as const) {
      const topics = cumulative(taste.map((share, topic) => share * (sides[side][topic] ?? 0)));
      const count = 1 + random.integer(6);
      for (let at = 0; at < count; at += 1) {
        const topic = drawCumulated(topics, random);
        const prompt = `${side} ${number} ${at}`;
        const isAdapted = side === 'after' && random.next() < ADAPTED_SHARE;
        prompts.set(prompt, { level: (difficulty[topic] ?? 0) + skill + 0.1 * random.normal(), isAdapted });
        rows[side].push({ row: sampled(user, prompt), topic });
      }
    }
  }
  return { ...rows, prompts };
}

function sampled(user: string, prompt: string): TopicalRow['row'] {
  return { ...ANY_ROW, request_id: prompt, user, prompt, inclusion_probability: 1, weight: 1 };
}

function scored(
  item: Pick<ScoreRow, 'item_id' | 'source' | 'user' | 'session' | 'stratum' | 'topic' | 'weight'>,
  arm: 'old' | 'new',
  score: number,
): ScoreRow {
  return {
    item_id: item.item_id,
    source: item.source,
    user: item.user,
    session: item.session,
    stratum: item.stratum,
    topic: item.topic,
    inclusion_probability: 1,
    weight: item.weight,
    arm,
    model: arm,
    judge: 'judge',
    repeat: 0,
    score,
    criteria: null,
    outcome: 'scored',
    outcome_reason: null,
    checks: null,
    answer_characters: 1,
    input_tokens: 1,
    output_tokens: 1,
    cost_usd: 0,
    service: 'live',
    latency_ms: 1,
  };
}
