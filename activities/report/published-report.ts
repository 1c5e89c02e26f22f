import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { indexPage } from './index-page.js';
import { putReportIndexEntry, type ReportIndexEntry } from './report-index.js';

/** Moves the index and redraws its page from what the index holds by then. */
export async function publishReport(store: ObjectStore, pipeline: PipelineRef, entry: ReportIndexEntry): Promise<void> {
  const layout = layoutOf(pipeline);
  const reports = await putReportIndexEntry(store, layout.reportIndex(), entry);
  await store.put(layout.reportIndexPage(), Buffer.from(indexPage(pipeline.pipeline, reports)), {
    contentType: 'text/html; charset=utf-8',
  });
}
