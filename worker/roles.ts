import type { WorkerOptions } from '@temporalio/worker';
import { createAdaptationActivities } from '../activities/adaptation/activities.js';
import { createCourseActivities } from '../activities/adaptation/course-activities.js';
import { createReleaseActivities } from '../activities/adaptation/release-activities.js';
import { createRollbackActivities } from '../activities/adaptation/rollback-activities.js';
import type { ActivityDependencies } from '../activities/dependencies.js';
import { createDriftActivities } from '../activities/drift/activities.js';
import { createReferenceActivities } from '../activities/drift/reference-activities.js';
import { createTopicPromptActivities } from '../activities/drift/topic-prompt-activities.js';
import { createEmbeddingActivities } from '../activities/embedding/activities.js';
import { createEvalSetActivities } from '../activities/eval-set/activities.js';
import { createPipelineActivities } from '../activities/pipeline/activities.js';
import { createReportActivities } from '../activities/report/activities.js';
import { createScoringActivities } from '../activities/scoring/activities.js';
import { createTrafficActivities } from '../activities/traffic/activities.js';
import { type Role, TASK_QUEUES } from '../workflows/ids.js';

type RoleOptions = Pick<WorkerOptions, 'taskQueue' | 'activities' | 'maxConcurrentActivityTaskExecutions'>;

/** Activities in flight: model calls wait, analysis computes. */
const ACTIVITY_SLOTS: Readonly<Record<Role, number>> = { orchestration: 20, scoring: 8, analysis: 2 };

/** What a worker of a role polls and runs. Only `orchestration` runs workflows. */
export function roleOptions(role: Role, deps: ActivityDependencies): RoleOptions {
  return {
    taskQueue: TASK_QUEUES[role],
    activities: activitiesOf(role, deps),
    maxConcurrentActivityTaskExecutions: ACTIVITY_SLOTS[role],
  };
}

function activitiesOf(role: Role, deps: ActivityDependencies): object {
  switch (role) {
    case 'orchestration':
      return { ...createPipelineActivities(deps), ...createReportActivities(deps) };
    case 'scoring':
      return createScoringActivities(deps);
    case 'analysis':
      return {
        ...createTrafficActivities(deps),
        ...createEmbeddingActivities(deps),
        ...createDriftActivities(deps),
        ...createReferenceActivities(deps),
        ...createTopicPromptActivities(deps),
        ...createEvalSetActivities(deps),
        ...createReleaseActivities(deps),
        ...createCourseActivities(deps),
        ...createRollbackActivities(deps),
        ...createAdaptationActivities(deps),
      };
  }
}
