import { evalSetTable } from '../eval-set/eval-set-table.js';
import { defineTable, type RowOf } from '../storage/arrow-table.js';

const { prompt: _p, response: _r, system_prompt: _s, earlier_turns: _e, tools: _t, ...columns } = evalSetTable.columns;

/** The eval set as reports show it: its lineage and weights, without a word of its texts. */
export const evalSetReportTable = defineTable('eval_set', evalSetTable.version, columns);
export type EvalSetReportRow = RowOf<typeof evalSetReportTable>;
