import { expect, it } from 'vitest';
import { startTimeSkippingServer } from '../support/server.js';

it('lets a week pass in a moment', async () => {
  const environment = await startTimeSkippingServer();
  try {
    const before = await environment.currentTimeMs();
    await environment.sleep('7 days');
    const passedDays = ((await environment.currentTimeMs()) - before) / 86_400_000;
    expect(passedDays).toBeGreaterThanOrEqual(7);
    expect(passedDays).toBeLessThan(7.01);
  } finally {
    await environment.teardown();
  }
});
