import type { Topic } from './topic.js';
import { TOPICS_AROUND_THE_HOUSE } from './topics-around-the-house.js';
import { TOPICS_AT_HOME } from './topics-at-home.js';
import { TOPICS_AT_WORK } from './topics-at-work.js';

/** Every topic of the simulated assistant's users. */
export const TOPICS: readonly Topic[] = [...TOPICS_AT_WORK, ...TOPICS_AT_HOME, ...TOPICS_AROUND_THE_HOUSE];
