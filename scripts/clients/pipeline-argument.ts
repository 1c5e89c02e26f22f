import { readFile } from 'node:fs/promises';
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
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new Refusal(
      'PipelineFileMissing',
      `${file}: ${reason}; name the pipeline's YAML, or write one with "tidemark init"`,
      {
        cause: error,
      },
    );
  }
  return parsePipeline(bytes, file);
}
