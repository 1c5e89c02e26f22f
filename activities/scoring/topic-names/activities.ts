import { cancellationSignal } from '@temporalio/activity';
import type { IsoWeek } from '../../../workflows/window.js';
import type { ActivityDependencies } from '../../dependencies.js';
import { type TopicNameRow, topicNamesTable, topicPromptsTable } from '../../drift/drift-tables.js';
import type { PipelineConfig } from '../../pipeline/config.js';
import type { PipelineRef } from '../../pipeline/pipeline-ref.js';
import { loadConfig } from '../../pipeline/resolved-config.js';
import type { TopicNamesConfig } from '../../pipeline/topic-names-config.js';
import { type Artifact, readTable, writeTable } from '../../storage/artifact.js';
import { layoutOf } from '../../storage/layout.js';
import { runInLanes } from '../lanes.js';
import { Ledger, type PaidEntry } from '../ledger.js';
import { activityFailure, paidByEarlierAttempts, withHeartbeat, worstFailure } from '../model-activity.js';
import type { PaidCalls } from '../paid-call.js';
import { affordableTopics } from './name-budget.js';
import type { ProposedName } from './name-requests.js';
import { byTopic, hasEnoughUsers, namedRow, type TopicPrompts, unnamedRow } from './topic-name-row.js';
import { TopicNamer } from './topic-namer.js';

export interface NameTopicsInput {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  /** `topicPromptsTable` */
  readonly prompts: Artifact;
}

export interface NamedTopics {
  /** `topicNamesTable` */
  readonly names: Artifact;
  /** What must be known to read them: counts and money, no text. */
  readonly notes: string[];
  /** By all attempts, as far as a worker that was killed could tell. */
  readonly paidCalls: number;
  readonly costUsd: number;
}

interface NamingCalls {
  /** Calls that stop once `isStopped` says so. */
  readonly callsUntil: (isStopped: () => boolean) => PaidCalls;
  readonly lanes: number;
  readonly beat: () => void;
}

interface TopicNameOptions {
  liveCalls(config: PipelineConfig, ledger: Ledger, signal: AbortSignal, isStopped: () => boolean): PaidCalls;
}

/** Names of topics, as activities. */
export function createTopicNameActivities(deps: ActivityDependencies, { liveCalls }: TopicNameOptions) {
  return {
    /**
     * Names the topics of a table of prompts by a model, and tests each name on prompts of other users. Through the
     * ledger: a second run pays nothing and writes the same bytes.
     * @throws {ApplicationFailure} retryable with the API's own delay, or not retryable with what to change
     * @throws {Refusal} `UnknownPrice`, before the first call
     */
    async nameTopics({ pipeline, week, prompts }: NameTopicsInput): Promise<NamedTopics> {
      const store = deps.openBucket(pipeline.bucket);
      const config = await loadConfig(store, pipeline);
      const layout = layoutOf(pipeline);
      const settings = config.drift.topicNames;
      const key = layout.work(week, 'drift/topic_names.arrow');
      if (settings === undefined) {
        return { names: await writeTable(store, key, topicNamesTable, []), notes: [], paidCalls: 0, costUsd: 0 };
      }
      const topics = byTopic(await readTable(store, prompts, topicPromptsTable));
      const { configSha256 } = pipeline;
      const run = { store, layout, config, configSha256, run: week, nowMs: Date.now() };
      const affordable = await affordableTopics(topics.filter(hasEnoughUsers), settings, run);
      const ledger = new Ledger(store);
      const signal = cancellationSignal();
      const before = paidByEarlierAttempts();
      const paid = () => ({
        paidCalls: before.paidCalls + ledger.paidCalls,
        costUsd: before.costUsd + ledger.paidUsd,
      });
      const namer = new TopicNamer(settings, layout);
      const found = await withHeartbeat(
        async (beat) =>
          nameAll(topics, settings, affordable, namer, {
            callsUntil: (isStopped) => liveCalls(config, ledger, signal, isStopped),
            lanes: config.scoring.concurrency,
            beat,
          }),
        paid,
      ).catch((error: unknown) => {
        throw activityFailure(error, signal, paid());
      });
      const names = await writeTable(store, key, topicNamesTable, found.rows);
      return { names, notes: notesOn(found, settings), ...paid() };
    },
  };
}

interface FoundNames {
  readonly rows: TopicNameRow[];
  /** With nothing paid before. */
  readonly totalUsd: number;
}

/** First all names, then all their tests: calls that do not wait for one another are made together. */
async function nameAll(
  topics: readonly TopicPrompts[],
  settings: TopicNamesConfig,
  affordable: ReadonlySet<number>,
  namer: TopicNamer,
  { callsUntil, lanes, beat }: NamingCalls,
): Promise<FoundNames> {
  let totalUsd = 0;
  const counted = <E extends PaidEntry>(entry: E): E => {
    totalUsd += entry.costUsd;
    beat();
    return entry;
  };
  const asked = topics.filter(({ topic }) => affordable.has(topic));
  const proposals = await runInLanes(
    asked,
    lanes,
    async (prompts, isStopped) => counted(await namer.name(prompts, callsUntil(isStopped))).proposed,
    worstFailure,
  );
  const names = new Map<number, ProposedName | null>(asked.map(({ topic }, at) => [topic, proposals[at] ?? null]));
  const tests = asked.flatMap(({ topic, asked: prompts }) => {
    const proposed = names.get(topic) ?? null;
    return proposed === null ? [] : prompts.map((prompt) => ({ topic, proposed, prompt }));
  });
  const fits = await runInLanes(
    tests,
    lanes,
    async ({ topic, proposed, prompt }, isStopped) => {
      const { fits: isFitting } = counted(await namer.fit(proposed, prompt.prompt, callsUntil(isStopped)));
      return { topic, isInside: prompt.is_inside, fits: isFitting };
    },
    worstFailure,
  );
  const rows = topics.map((prompts) => {
    if (!hasEnoughUsers(prompts)) return unnamedRow(prompts, settings, 'too-few-users');
    if (!affordable.has(prompts.topic)) return unnamedRow(prompts, settings, 'spend-cap');
    const proposed = names.get(prompts.topic) ?? null;
    if (proposed === null) return unnamedRow(prompts, settings, 'no-answer');
    return namedRow(
      prompts,
      settings,
      proposed,
      fits.filter(({ topic }) => topic === prompts.topic),
    );
  });
  return { rows, totalUsd };
}

function notesOn({ rows, totalUsd }: FoundNames, { model }: TopicNamesConfig): string[] {
  if (rows.length === 0) return [];
  const named = rows.filter(({ state }) => state === 'named').length;
  const capped = rows.filter(({ state }) => state === 'spend-cap').length;
  return [
    `${named} of ${rows.length} topics that moved have a name by ${model} that its test on other users bears out; ` +
      `with nothing paid before, this costs ${totalUsd.toFixed(4)} USD`,
    ...(capped === 0 ? [] : [`${capped} topics were not named: the cap on spending does not allow it`]),
  ];
}
