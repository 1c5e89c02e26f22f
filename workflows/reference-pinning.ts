import { workflowInfo } from '@temporalio/workflow';
import type { BridgeVectors } from '../activities/drift/reference-activities.js';
import type { ReferenceRef } from '../activities/drift/reference-model.js';
import type { Artifact } from '../activities/storage/artifact.js';
import { analysis, short } from './activity-options.js';
import type { ReferencePinningInput, ReferencePinningResult } from './messages.js';
import { ProgressTracker } from './progress.js';
import { sampleTraffic } from './traffic-sample.js';
import { windowOfWeek } from './window.js';

const STAGES = 4;

/**
 * Makes a week the reference that later weeks are compared with, by the embedder that the pipeline asks for. When that
 * is another one than before, the week and the reference so far are embedded by both once, so that the figures of one
 * week stand on both sides of the change. Nothing moves before everything is there; one pin at a time gets through.
 */
export async function referencePinning(input: ReferencePinningInput): Promise<ReferencePinningResult> {
  const { pipeline, week, reason, bridge: isBridged } = input;
  const progress = new ProgressTracker(STAGES);
  const window = windowOfWeek(week);

  progress.enter('sampling traffic', week);
  const { weeklyDesign } = await short.workflowSettings({ pipeline });
  const { sample } = await sampleTraffic(pipeline, 'weekly', window, weeklyDesign);

  progress.enter('embedding', `${sample.rows} requests`);
  const { embedderId, model: embedder } = await analysis.fitEmbedder({ pipeline, sample });
  const vectors = await analysis.embedTexts({ pipeline, embedder, source: sample, kind: 'sample' });

  const before = await analysis.currentReference({ pipeline });
  progress.enter('measuring the week by both embedders', before?.embedderId ?? 'there is no reference yet');
  const bridge =
    isBridged && before !== null && before.embedderId !== embedderId
      ? await bridgeOf(input, before, { sample, embedder, vectors, isSameWindow: before.window.start === window.start })
      : null;

  progress.enter('pinning', embedderId);
  const reference = await analysis.repinReference({
    pipeline,
    week,
    window,
    sample,
    vectors,
    embedder,
    embedderId,
    before,
    reason,
    bridge,
    pinnedAt: workflowInfo().startTime.toISOString(),
  });
  progress.finish(embedderId);
  return { week, reference, before, bridge };
}

async function bridgeOf(
  { pipeline, week }: ReferencePinningInput,
  reference: ReferenceRef,
  weekly: { sample: Artifact; embedder: Artifact; vectors: Artifact; isSameWindow: boolean },
): Promise<Artifact> {
  const { sample, embedder, vectors, isSameWindow } = weekly;
  const traffic = await analysis.referenceTraffic({ pipeline, reference });
  const embed = async (by: Artifact, source: Artifact) =>
    await analysis.embedTexts({ pipeline, embedder: by, source, kind: 'sample', anyEmbedder: true });
  const before: BridgeVectors = {
    embedder: reference.embedder,
    referenceVectors: traffic.vectors,
    weekVectors: await embed(reference.embedder, sample),
  };
  const after: BridgeVectors = {
    embedder,
    referenceVectors: await embed(embedder, traffic.sample),
    weekVectors: vectors,
  };
  return await analysis.bridgeEmbedders({ pipeline, week, reference, sample, before, after, isSameWindow });
}
