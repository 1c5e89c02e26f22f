import { describe, expect, it } from 'vitest';
import { uncoveredExamples } from '../../activities/adaptation/uncovered-examples.js';
import { exemplarOf, withExemplarsOf } from '../../activities/report/exemplars.js';
import { uncoveredSection } from '../../activities/report/uncovered-section.js';
import { createRandom } from '../../activities/stats/random.js';
import { normalise } from '../../activities/stats/vectors.js';
import { sampleRow } from '../support/sample-row.js';

const NEW = 7;
const options = { seed: 's', weightCap: 3, breathe: async () => {} };

/** Requests near one of four directions; those of the named users near a direction that nothing else uses. */
function requests(users: number, isNew: (user: number) => boolean) {
  const random = createRandom('uncovered-examples-test', users);
  return Array.from({ length: users * 5 }, (_, at) => {
    const user = at % users;
    const direction = isNew(user) ? NEW : random.integer(4);
    const vector = Float32Array.from({ length: 8 }, (_unused, j) => (j === direction ? 1 : 0) + 0.05 * random.normal());
    const row = sampleRow({
      request_id: `r${at}`,
      user: `u${user}`,
      prompt: `prompt <${at}>`,
      prompt_sha256: `digest ${at}`,
    });
    return { row, vector: normalise(vector) };
  });
}

const SET = requests(60, () => false).map(({ row, vector }) => ({ user: `set ${row.user}`, vector }));

describe('examples of what the eval set lacks', () => {
  it('come from where the set has nothing, each from another user', async () => {
    const examples = await uncoveredExamples(
      SET,
      requests(80, (user) => user < 15),
      options,
    );
    expect(examples.length).toBeGreaterThanOrEqual(3);
    const users = examples.map(({ row }) => Number(row.user.slice(1)));
    expect(new Set(users).size).toBe(users.length);
    expect(users.every((user) => user < 15)).toBe(true);
  });

  it('show no region that fewer than five users write in', async () => {
    const examples = await uncoveredExamples(
      SET,
      requests(80, (user) => user < 4),
      options,
    );
    expect(examples.filter(({ row }) => Number(row.user.slice(1)) < 4)).toEqual([]);
  });

  it('stand in the page escaped, and go from it with their rows', () => {
    const rows = requests(2, () => true).map(({ row }, at) => exemplarOf(row, at, 0));
    const page = uncoveredSection(rows)?.markup ?? '';
    expect(page).toContain('prompt &lt;1&gt;');
    const kept = withExemplarsOf(page, rows.slice(2));
    expect(kept).not.toContain('prompt &lt;1&gt;');
    expect(kept).toContain('prompt &lt;2&gt;');
    expect(uncoveredSection([])).toBeNull();
  });
});
