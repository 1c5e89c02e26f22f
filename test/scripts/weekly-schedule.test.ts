import { describe, expect, it } from 'vitest';
import { type PipelineConfig, pipelineSchema } from '../../activities/pipeline/config.js';
import { pipelineRefOf } from '../../activities/pipeline/resolved-config.js';
import { scheduledRuns, weeklySchedule } from '../../scripts/clients/weekly-schedule.js';
import { weekBefore } from '../../workflows/window.js';

describe('the weekly schedule', () => {
  it('is due in UTC, waits for the run before it, and carries the digest of the configuration', () => {
    const config = configOf({ dayOfWeek: 'tuesday', hour: 6, minute: 30 });
    const schedule = weeklySchedule(config, pipelineRefOf(config));
    expect(schedule.spec).toMatchObject({
      timezone: 'UTC',
      calendars: [{ dayOfWeek: 'TUESDAY', hour: 6, minute: 30 }],
    });
    expect(schedule.policies).toEqual({ overlap: 'BUFFER_ONE', catchupWindow: '3 days' });
    expect(schedule.action.args).toEqual([{ pipeline: pipelineRefOf(config) }]);
  });

  it('names the run of a week by the time in the week after it', () => {
    expect(scheduledRuns(configOf({}), '2026-W40', '2026-W40')).toEqual([
      {
        week: '2026-W40',
        scheduledFor: '2026-10-05T04:17:00Z',
        workflowId: 'weekly-evaluation/chat/scheduled-2026-10-05T04:17:00Z',
      },
    ]);
  });

  it.each(['monday', 'wednesday', 'sunday'])('evaluates the week it says when it is due on %s', (dayOfWeek) => {
    const runs = scheduledRuns(configOf({ dayOfWeek, hour: 23, minute: 59 }), '2025-W51', '2026-W03');
    expect(runs.map(({ week }) => week)).toEqual(['2025-W51', '2025-W52', '2026-W01', '2026-W02', '2026-W03']);
    expect(runs.map(({ scheduledFor }) => weekBefore(Date.parse(scheduledFor)))).toEqual(runs.map(({ week }) => week));
  });
});

function configOf(schedule: Record<string, unknown>): PipelineConfig {
  return pipelineSchema.parse({
    name: 'chat',
    storage: { bucket: 'bucket' },
    traffic: { prefix: 'logs/' },
    scoring: { judge: { model: 'm' } },
    schedule,
  });
}
