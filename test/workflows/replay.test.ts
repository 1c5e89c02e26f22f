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

/** The same history, of a release that was announced as a rollback. */
function asRollback(history: RecordedHistory): RecordedHistory {
  const [started] = history.events as {
    eventType: string;
    workflowExecutionStartedEventAttributes?: { input: { payloads: { data: string }[] } };
  }[];
  const payload = started?.workflowExecutionStartedEventAttributes?.input.payloads[0];
  if (payload === undefined) throw new Error('no input in the history');
  const input = JSON.parse(Buffer.from(payload.data, 'base64').toString('utf8')) as { release: { kind: string } };
  input.release.kind = 'rollback';
  payload.data = Buffer.from(JSON.stringify(input)).toString('base64');
  return history;
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

  it('goes on: the tracker of a rollback, which compared it with nothing', async () => {
    const history = historyFromJSON(asRollback(recorded('adaptation-tracking-past')));
    await expect(Worker.runReplayHistory({ workflowBundle }, history, 'adaptation/shop/past')).resolves.toBeUndefined();
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
