import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadWorkflowBundle } from '../../worker/workflow-bundle.js';

/**
 * Recorded when trackers knew nothing of other releases and could not be steered, and monitors told nobody. A workflow
 * that was started then must still go on with the code of today.
 */
const RECORDED = [
  ['adaptation-tracking-past', 'adaptation/shop/past'],
  ['adaptation-tracking-future', 'adaptation/shop/future'],
  ['release-monitor', 'release-monitor/shop'],
] as const;

interface RecordedHistory {
  events: { eventType: string }[];
}

function recorded(name: string): RecordedHistory {
  const bytes = gunzipSync(readFileSync(new URL(`histories/${name}.json.gz`, import.meta.url)));
  return JSON.parse(bytes.toString('utf8')) as RecordedHistory;
}

describe('a workflow that began with older code', () => {
  let workflowBundle: WorkflowBundleOption;

  beforeAll(async () => {
    workflowBundle = await loadWorkflowBundle();
  });

  it.each(RECORDED)('goes on: %s', async (name, workflowId) => {
    const replayed = Worker.runReplayHistory({ workflowBundle }, historyFromJSON(recorded(name)), workflowId);
    await expect(replayed).resolves.toBeUndefined();
  });

  it('would be stopped if the code did other things: this test can fail', async () => {
    const { events } = recorded('adaptation-tracking-past');
    const isTimer = ({ eventType }: { eventType: string }) => eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED';
    const scheduled = events.find(isTimer) as {
      activityTaskScheduledEventAttributes?: { activityType: { name: string } };
    };
    if (scheduled?.activityTaskScheduledEventAttributes === undefined) throw new Error('no activity in the history');
    scheduled.activityTaskScheduledEventAttributes.activityType.name = 'somethingElse';
    const replayed = Worker.runReplayHistory({ workflowBundle }, historyFromJSON({ events }), 'adaptation/shop/past');
    await expect(replayed).rejects.toThrow(/[Nn]on-?determinis/);
  });
});
