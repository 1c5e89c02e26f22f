import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { PipelineConfig } from '../../activities/pipeline/config.js';
import { parsePipeline } from '../../activities/pipeline/pipeline-file.js';
import { Refusal } from '../../activities/refusal.js';

export const DEFAULT_PIPELINE_FILE = 'pipeline.yaml';

/**
 * Reads the YAML that a verb was given.
 * @throws {Refusal} `PipelineFileMissing`; {PipelineFileError} when its content is wrong
 */
export async function readPipeline(file: string): Promise<PipelineConfig> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new Refusal(
      'PipelineFileMissing',
      `${file}: ${reasonOf(error)}; name the pipeline's YAML, or write one with "tidemark init"`,
      {
        cause: error,
      },
    );
  }
  return parsePipeline(bytes, file, (path) => readBeside(file, path));
}

/** A file that the YAML names, relative to it. */
function readBeside(file: string, path: string): Uint8Array {
  try {
    return readFileSync(resolve(dirname(file), path));
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
  return code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
}
