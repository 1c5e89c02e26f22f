import { Client, Connection } from '@temporalio/client';
import { decodeTable } from '../../activities/storage/arrow-table.js';
import { createS3Client, S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { sampleTable } from '../../activities/traffic/sample-table.js';
import { createWorld } from '../../scripts/simulator/world.js';
import { DEMO_PLAN } from '../../scripts/simulator/world-plan.js';
import { readStack } from '../../scripts/stack/stack-file.js';
import { leakedTexts, readHistories } from './history-leaks.js';

// Run beside `tidemark up`, after `tidemark demo`: looks for sampled texts and raw user ids in all histories.
const stack = await readStack();
if (stack === undefined) throw new Error('no stack runs here: start it with "npx tidemark up"');
const { temporalAddress, s3Endpoint, region, accessKeyId, secretAccessKey } = stack;
const connection = await Connection.connect({ address: temporalAddress });
const histories = await readHistories(new Client({ connection }));
await connection.close();

const store = new S3ObjectStore(
  createS3Client({ endpoint: s3Endpoint, region, credentials: { accessKeyId, secretAccessKey } }),
  stack.bucket,
);
const texts = new Set<string>();
for await (const { key } of store.list('')) {
  if (!/\/samples\/.*\/part-.*\.arrow$/.test(key)) continue;
  for (const { prompt, response } of decodeTable(sampleTable, (await store.get(key))?.bytes ?? new Uint8Array())) {
    texts.add(prompt);
    if (response !== null) texts.add(response);
  }
}
const leaked = leakedTexts(histories, [...texts]);
const users = createWorld(DEMO_PLAN).users.map(({ userId }) => userId);
const leakedUsers = users.filter((user) => histories.text.includes(user));
process.stdout.write(
  `${histories.workflows} histories, ${histories.text.length} characters: ${leaked.length} of ${texts.size} sampled texts and ${leakedUsers.length} of ${users.length} user ids found\n`,
);
process.exitCode = leaked.length + leakedUsers.length === 0 && texts.size > 0 ? 0 : 1;
