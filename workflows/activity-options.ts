import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { createAdaptationActivities } from '../activities/adaptation/activities.js';
import type { createCourseActivities } from '../activities/adaptation/course-activities.js';
import type { createReleaseActivities } from '../activities/adaptation/release-activities.js';
import type { createRollbackActivities } from '../activities/adaptation/rollback-activities.js';
import type { createDriftActivities } from '../activities/drift/activities.js';
import type { createReferenceActivities } from '../activities/drift/reference-activities.js';
import type { createTopicPromptActivities } from '../activities/drift/topic-prompt-activities.js';
import type { createEmbeddingActivities } from '../activities/embedding/activities.js';
import type { createEvalSetActivities } from '../activities/eval-set/activities.js';
import type { createPipelineActivities } from '../activities/pipeline/activities.js';
import type { createReportActivities } from '../activities/report/activities.js';
import type { createScoringActivities } from '../activities/scoring/activities.js';
import type { createTrafficActivities } from '../activities/traffic/activities.js';
import { TASK_QUEUES } from './ids.js';

type ShortActivities = ReturnType<typeof createPipelineActivities> & ReturnType<typeof createReportActivities>;

export type AnalysisActivities = ReturnType<typeof createTrafficActivities> &
  ReturnType<typeof createEmbeddingActivities> &
  ReturnType<typeof createDriftActivities> &
  ReturnType<typeof createReferenceActivities> &
  ReturnType<typeof createTopicPromptActivities> &
  ReturnType<typeof createEvalSetActivities> &
  ReturnType<typeof createReleaseActivities> &
  ReturnType<typeof createCourseActivities> &
  ReturnType<typeof createRollbackActivities> &
  ReturnType<typeof createAdaptationActivities>;

export type ScoringActivities = ReturnType<typeof createScoringActivities>;

// Attempts are not counted: a year of weekly jobs meets outages of hours. Mistakes that no retry mends say so themselves.
const RETRY: ActivityOptions['retry'] = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '2 minutes' };

/** Seconds of work: settings, reports, notifications. */
export const short = proxyActivities<ShortActivities>({
  taskQueue: TASK_QUEUES.orchestration,
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '1 day',
  retry: RETRY,
});

/** Minutes of reading and computing; a worker that dies is noticed by its missing heartbeat. */
export const analysis = proxyActivities<AnalysisActivities>({
  taskQueue: TASK_QUEUES.analysis,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '1 day',
  retry: RETRY,
});

/** Model calls: waiting for rate limits may take hours, and every paid answer is in the ledger before a retry. */
export const scoring = proxyActivities<ScoringActivities>({
  taskQueue: TASK_QUEUES.scoring,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '2 days',
  retry: RETRY,
});
