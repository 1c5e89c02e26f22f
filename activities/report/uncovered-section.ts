import { type ExemplarRow, exemplarLine } from './exemplars.js';
import { type Html, html } from './html.js';

/** Prompts from where the eval set has next to nothing. */
export function uncoveredSection(exemplars: readonly ExemplarRow[]): Html | null {
  if (exemplars.length === 0) return null;
  return html`<section><h2>What the eval set lacks</h2>
<p class="muted">Prompts of the last checkpoint from regions that the eval set has next to nothing of, nearest their centres, redacted, each of another user; in each region at least five users write:</p>
<ul>${exemplars.map(exemplarLine)}</ul></section>`;
}
