export { adaptationTracking } from './adaptation-tracking.js';
export { referencePinning } from './reference-pinning.js';
export { releaseMonitor } from './release-monitor.js';
export { shadowScoring } from './shadow-scoring.js';
export { weeklyEvaluation } from './weekly-evaluation.js';
