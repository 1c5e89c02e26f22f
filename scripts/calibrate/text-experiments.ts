import type { Experiment, Figure } from './experiment.js';
import { objectionToText, textComparison, textPValue, weeklyLook } from './text-comparison.js';
import { QUIET_KINDS_OF_LOGS } from './text-logs.js';
import type { TextSettings } from './text-settings.js';
import { QUIET_KINDS } from './text-simulator.js';
import { ownWordsOf } from './text-topic-words.js';
import { type EmbeddedSource, embeddedSource } from './text-vectors.js';

/** Where the embedded texts of an experiment come from; asked for when the first repetition needs them. */
export type OpenSource = () => Promise<EmbeddedSource>;

const REFUSED = 'a verdict is refused';
const LEVEL = 0.05;
/** Of the ten typical terms, how many have to be the topic's own words for it to be named. */
const NAMING = 5;

const FOUND = 'p at most .05';
const ALARM = 'alarm at one look of a year';
const NAMED = `named: a topic that is new or has grown has ${NAMING} terms of its own words`;
const NAMED_BY_WEEK = 'the same of the ten terms that set the whole week apart from the reference';

/** The experiments on text, with these settings. */
export function textExperiments(settings: TextSettings, dimension: number): Experiment[] {
  let opened: Promise<EmbeddedSource> | undefined;
  const open = async () => await (opened ??= embeddedSource(settings, dimension));
  const kinds = settings.logs === null ? QUIET_KINDS : QUIET_KINDS_OF_LOGS;
  return [textNull(open, kinds), textTopic(open)];
}

/** False alarms on text of windows between which nothing changed. */
export function textNull(open: OpenSource, kinds: readonly string[]): Experiment {
  return {
    name: 'text-null',
    about: 'rejections of a true null on text: one window split at random by user, and two quiet weeks; level .05',
    runs: 400,
    minutes: 10,
    figures: [
      ...kinds.map((kind): Figure => ({ name: `${kind}, level .05`, limit: { atMost: 0.07 } })),
      { name: REFUSED, limit: { atMost: 0 } },
    ],
    repeat: async (repetition, seed) => {
      const { source, embedder } = await open();
      const { quiet } = source.world(repetition, seed);
      const outcome: Record<string, boolean> = { [REFUSED]: false };
      for (const [kind, pair] of Object.entries(quiet)) {
        const own = `${seed} ${repetition} ${kind}`;
        const text = await textComparison(pair, embedder, own);
        if (objectionToText(text) === null) outcome[`${kind}, level .05`] = (await textPValue(text, own)) <= LEVEL;
        else outcome[REFUSED] = true;
      }
      return outcome;
    },
  };
}

/** A new topic of 10 % in text: is it found, and do the typical terms say what it is? */
export function textTopic(open: OpenSource): Experiment {
  return {
    name: 'text-topic',
    about: 'a new topic of 10 % in text, about 400 users: found at level .05, and named by the typical terms',
    runs: 100,
    minutes: 15,
    figures: [
      { name: FOUND, limit: { atLeast: 0.9 } },
      { name: ALARM, limit: null },
      { name: NAMED, limit: { atLeast: 0.9 } },
      { name: NAMED_BY_WEEK, limit: null },
      { name: REFUSED, limit: { atMost: 0 } },
    ],
    repeat: async (repetition, seed) => {
      const { source, embedder } = await open();
      const { planted, topic } = source.world(repetition, seed);
      const own = `${seed} ${repetition}`;
      const { alarm, pValue, refused, weekTerms, risenTerms } = await weeklyLook(
        await textComparison(planted, embedder, own),
        own,
      );
      if (pValue === null) return { [REFUSED]: refused !== null };
      const words = ownWordsOf(topic);
      const isNaming = (terms: readonly string[]) => terms.filter((term) => words.has(term)).length >= NAMING;
      return {
        [FOUND]: pValue <= LEVEL,
        [ALARM]: alarm,
        [NAMED]: risenTerms.some(isNaming),
        [NAMED_BY_WEEK]: isNaming(weekTerms),
        [REFUSED]: false,
      };
    },
  };
}
