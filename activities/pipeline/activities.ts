import type { ActivityDependencies } from '../dependencies.js';
import { candidatesOf } from '../scoring/arm.js';
import { requireJudgePrice, requirePrice } from '../scoring/models/prices.js';
import type { SampleDesign } from '../traffic/sampling.js';
import type { PipelineRef } from './pipeline-ref.js';
import { loadConfig } from './resolved-config.js';

/** The few settings that decide what a workflow does; everything else is read by the activities themselves. */
export interface WorkflowSettings {
  readonly weeklyDesign: SampleDesign;
  /** Draws whole users, the same ones in every window, so that they can be followed. */
  readonly followDesign: SampleDesign;
  /** How long after the end of a window its records may still arrive. */
  readonly latenessMs: number;
  readonly replay: boolean;
  /** Whether releases that nobody announced are followed, or only reported. */
  readonly foundReleases: 'report' | 'track';
  /** Whether a model names the topics that moved. */
  readonly nameTopics: boolean;
}

export function createPipelineActivities(deps: ActivityDependencies) {
  return {
    /** @throws {Refusal} `UnknownPrice`: a run that could not pay for its scores does not begin */
    async workflowSettings({ pipeline }: { pipeline: PipelineRef }): Promise<WorkflowSettings> {
      const config = await loadConfig(deps.openBucket(pipeline.bucket), pipeline);
      const { sample, traffic, drift, adaptation, scoring } = config;
      for (const judge of [scoring.judge, ...scoring.otherJudges]) requireJudgePrice(judge, scoring.prices);
      for (const { settings } of candidatesOf(config)) requirePrice(settings.model, scoring.prices);
      if (drift.topicNames !== undefined) requirePrice(drift.topicNames.model, scoring.prices);
      return {
        weeklyDesign: {
          by: 'request',
          size: sample.size,
          perUserCap: sample.perUserCap,
          strata: sample.strata,
          seed: sample.seed,
        },
        followDesign: {
          by: 'user',
          size: adaptation.maxRequests,
          perUserCap: adaptation.perUserCap,
          strata: [],
          seed: sample.seed,
        },
        latenessMs: traffic.latenessHours * 3_600_000,
        replay: adaptation.replayItems > 0,
        foundReleases: adaptation.foundReleases,
        nameTopics: drift.topicNames !== undefined,
      };
    },
  };
}
