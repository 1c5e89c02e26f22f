import type { ActivityDependencies } from '../dependencies.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { type Notification, postNotification } from './notification.js';
import { type ReleaseReportInput, writeReleaseReport } from './release-report.js';
import { type WeeklyReportInput, writeWeeklyReport } from './weekly-report.js';

export function createReportActivities(deps: ActivityDependencies) {
  return {
    async writeWeeklyReport(input: WeeklyReportInput): Promise<{ uri: string; verdict: string }> {
      return await writeWeeklyReport(deps.openBucket(input.pipeline.bucket), input);
    },

    async writeReleaseReport(input: ReleaseReportInput): Promise<{ uri: string }> {
      return await writeReleaseReport(deps.openBucket(input.pipeline.bucket), input);
    },

    /** Tells the configured webhook; without one there is nobody to tell. */
    async notify({
      pipeline,
      ...rest
    }: { pipeline: PipelineRef } & Omit<Notification, 'pipeline'>): Promise<{ delivered: boolean }> {
      const config = await loadConfig(deps.openBucket(pipeline.bucket), pipeline);
      const { webhookEnv } = config.notify;
      const address = webhookEnv === undefined ? undefined : deps.environment(webhookEnv);
      if (address === undefined) return { delivered: false };
      await postNotification(address, { pipeline: pipeline.pipeline, ...rest });
      return { delivered: true };
    },
  };
}
