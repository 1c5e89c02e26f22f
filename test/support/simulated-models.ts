import { onTestFinished, vi } from 'vitest';
import {
  type MessagesServer,
  type MessagesServerOptions,
  startMessagesServer,
} from '../../scripts/simulator/messages-server.js';

/** Simulated models for the rest of a test: clients find them by the environment. They are gone when it is over. */
export async function simulatedModels(options: MessagesServerOptions = {}): Promise<MessagesServer> {
  const server = await startMessagesServer(options);
  vi.stubEnv('ANTHROPIC_BASE_URL', server.url);
  vi.stubEnv('ANTHROPIC_API_KEY', 'simulated');
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  return server;
}
