import type { FollowedRequest } from '../../activities/adaptation/user-windows.js';

/** A request to follow; only what a test is about need be given. */
export function request(
  values: Partial<Omit<FollowedRequest, 'features'>> & { features: readonly number[] },
): FollowedRequest {
  return {
    user: 'ana',
    timeMs: 0,
    topic: 0,
    patterns: new Float64Array(),
    ...values,
    features: Float32Array.from(values.features),
  };
}
