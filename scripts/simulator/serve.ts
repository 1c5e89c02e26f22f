import { parseArgs } from 'node:util';
import { startMessagesServer } from './messages-server.js';

/** `node dist/scripts/simulator/serve.js --port 8080 [--latency-ms 20 [--latency-sigma 0.5]]`: the messages server as its own process. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'latency-ms': { type: 'string', default: '0' },
      'latency-sigma': { type: 'string', default: '0' },
    },
  });
  const server = await startMessagesServer({
    port: Number(values.port),
    latencyMs: Number(values['latency-ms']),
    latencySigma: Number(values['latency-sigma']),
  });
  // One line of JSON, so that whoever started the process can read the address.
  process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
  const stop = () => {
    void server.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

await main();
