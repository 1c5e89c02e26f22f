import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGE = 'inspect-ai==0.3.285';

/** Reads a log, writes it again as inspect does, and prints what its users look at. */
const READ_LOG = `
import json, sys
from inspect_ai.log import read_eval_log, write_eval_log
log = read_eval_log(sys.argv[1])
write_eval_log(log, sys.argv[1].replace(".json", ".eval"))
again = read_eval_log(sys.argv[1].replace(".json", ".eval"))
print(json.dumps({
  "status": log.status, "model": log.eval.model, "task": log.eval.task,
  "metrics": {name: metric.value for name, metric in log.results.scores[0].metrics.items()},
  "samples": [{"id": sample.id, "turns": 1 if isinstance(sample.input, str) else len(sample.input), "answer": sample.output.completion,
    "score": sample.scores["tidemark_judge"].as_float() if sample.scores else None} for sample in again.samples],
}))
`;

const READ_DATASET = `
import json, sys
from inspect_ai.dataset import json_dataset
print(json.dumps([{"id": sample.id, "target": sample.target, "turns": 1 if isinstance(sample.input, str) else len(sample.input)}
  for sample in json_dataset(sys.argv[1])]))
`;

export interface InspectLog {
  readonly status: string;
  readonly model: string;
  readonly task: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly samples: readonly {
    readonly id: string;
    readonly turns: number;
    readonly answer: string;
    readonly score: number | null;
  }[];
}

/**
 * A Python with inspect_ai, in an environment of its own that is made once per machine.
 * @returns its path, or why there is none here
 */
export async function findInspect(): Promise<{ readonly python: string } | { readonly missing: string }> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'tidemark', PACKAGE.replaceAll('=', '-'));
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return { python };
  try {
    await run('python3', ['-m', 'venv', '--clear', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', PACKAGE], { timeout: 120_000 });
    await run('touch', [complete]);
    return { python };
  } catch (error) {
    return { missing: `no Python with inspect_ai: ${error instanceof Error ? error.message.split('\n')[0] : ''}` };
  }
}

/** The log as inspect_ai reads it, and writes and reads it again. */
export async function readInspectLog(python: string, file: string): Promise<InspectLog> {
  const { stdout } = await run(python, ['-c', READ_LOG, file]);
  return JSON.parse(stdout);
}

export async function readInspectDataset(
  python: string,
  file: string,
): Promise<{ readonly id: string; readonly target: string; readonly turns: number }[]> {
  const { stdout } = await run(python, ['-c', READ_DATASET, file]);
  return JSON.parse(stdout);
}
