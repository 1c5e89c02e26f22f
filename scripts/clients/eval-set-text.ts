import type { EvalSetVersionRef } from '../../activities/eval-set/eval-set-table.js';
import type { VersionDiff } from '../../activities/eval-set/version-diff.js';
import type { VersionList } from '../../activities/eval-set/version-list.js';
import type { RebuiltVersion } from '../../activities/eval-set/version-rebuild.js';
import { cleanText } from '../terminal/clean-text.js';
import { formatTable } from '../terminal/table.js';
import type { EvalSetContents, ItemLine } from './eval-set-contents.js';

/** Changed weights that people are shown; programs get all. */
const MOST_WEIGHTS = 10;

export function listText(list: VersionList, file: string): string {
  const { versions, pinned, held = [] } = list;
  if (versions.length === 0) return `no versions yet; make one with "tidemark run ${file}"`;
  const rows = versions.map((version) => [
    String(version.version),
    version.week,
    version.made ?? 'refresh',
    String(version.items),
    version.added === undefined ? '-' : String(version.added),
    version.retired === undefined ? '-' : String(version.retired),
    version.effectiveSampleSize.toFixed(1),
    version.sha256.slice(0, 12),
    marksOf(version, list).join(', '),
  ]);
  const table = formatTable(
    ['version', 'week', 'made by', 'items', 'added', 'retired', 'effective', 'digest', ''],
    rows,
  );
  const weeks = held.map(({ week, version }) => `${week} was run with version ${version}, which was pinned then`);
  const pin = pinned === undefined ? [] : [`No new versions are made until "tidemark eval-set pin --off ${file}".`];
  return [table, ...(weeks.length + pin.length === 0 ? [] : ['']), ...weeks, ...pin].join('\n');
}

export function marksOf({ version }: EvalSetVersionRef, { versions, pinned }: VersionList): string[] {
  return [...(version === versions.length ? ['current'] : []), ...(version === pinned ? ['pinned'] : [])];
}

export function showText(
  version: EvalSetVersionRef,
  contents: EvalSetContents,
  items: readonly ItemLine[] | null,
): string {
  const { added, retired, note } = version;
  const { anchors, topics, strata, addedReasons, retiredReasons } = contents;
  const counted = added === undefined || retired === undefined ? '' : `, ${added} added, ${retired} retired`;
  const parts = [
    [
      `version ${version.version} of ${version.week}, by ${version.made ?? 'refresh'}: ${version.items} items${counted}`,
      `effective sample ${version.effectiveSampleSize.toFixed(1)}, ${anchors.items} anchors with ${percent(anchors.weight)} of the weight`,
      `sha256 ${version.sha256}`,
      cleanText(version.uri),
      ...(note === undefined || note === null ? [] : [`note: ${cleanText(note)}`]),
    ].join('\n'),
    formatTable(
      ['topic', 'items', 'weight', 'typical terms'],
      topics.map(({ topic, items: count, weight, label }) => [
        topic === -1 ? 'none yet' : String(topic),
        String(count),
        percent(weight),
        label ?? '',
      ]),
    ),
    formatTable(
      ['stratum', 'items', 'weight'],
      strata.map(({ stratum, items: count, weight }) => [stratum, String(count), percent(weight)]),
    ),
    formatTable(
      ['why', 'items'],
      [
        ...Object.entries(addedReasons).map(([reason, count]) => [`added: ${reason}`, String(count)]),
        ...Object.entries(retiredReasons).map(([reason, count]) => [`retired: ${reason}`, String(count)]),
      ],
    ),
  ];
  return [...parts, ...(items === null ? [] : [itemsText(items)])].join('\n\n');
}

function itemsText(items: readonly ItemLine[]): string {
  return formatTable(
    ['item', 'weight', 'topic', 'stratum', 'added', 'why', 'prompt'],
    items.map((item) => [
      item.itemId,
      percent(item.weight),
      String(item.topic),
      item.stratum,
      item.addedWeek,
      item.anchor ? `${item.addedReason}, anchor` : item.addedReason,
      item.prompt,
    ]),
  );
}

export function diffText(before: EvalSetVersionRef, after: EvalSetVersionRef, diff: VersionDiff): string {
  const { added, retired, kept, overlap, movedWeight } = diff;
  const changes = [
    ...added.map((item) => ['added', item.itemId, item.reason, item.week ?? '', String(item.topic)]),
    ...retired.map((item) => ['retired', item.itemId, item.reason, item.week ?? '', String(item.topic)]),
  ];
  const moved = kept.filter(({ weightBefore, weightAfter }) => weightBefore !== weightAfter);
  const parts = [
    [
      `version ${before.version} of ${before.week} -> version ${after.version} of ${after.week}`,
      `${added.length} added, ${retired.length} retired, ${kept.length} kept; the kept ones are ${percent(overlap.items)} of the items and ${percent(overlap.weight)} of the weight of version ${after.version}`,
      `${percent(movedWeight)} of the weight moved; ${moved.length} kept items weigh otherwise`,
    ].join('\n'),
    ...(changes.length === 0 ? [] : [formatTable(['change', 'item', 'why', 'week', 'topic'], changes)]),
    ...(moved.length === 0
      ? []
      : [
          formatTable(
            ['kept item', 'weight before', 'after'],
            moved
              .slice(0, MOST_WEIGHTS)
              .map((item) => [item.itemId, percent(item.weightBefore), percent(item.weightAfter)]),
          ),
        ]),
  ];
  const more = moved.length - MOST_WEIGHTS;
  return parts.join('\n\n') + (more > 0 ? `\nand ${more} more; --json has them all` : '');
}

export function rebuildText(result: RebuiltVersion): string {
  const { version, outcome, sha256, rebuilt, stored, lost, rebuiltBefore, madeBy, rebuiltBy } = result;
  const what = {
    identical: `version ${version} was rebuilt bit for bit: ${rebuilt}`,
    different: `version ${version} was rebuilt with other bytes: ${rebuilt} instead of ${sha256}`,
    impossible: `version ${version} cannot be rebuilt: what it was computed from is not all there`,
  };
  return [
    what[outcome],
    ...lost.map(({ input, problem, uri }) => `  ${input} is ${problem}: ${cleanText(uri)}${reasonOf(problem)}`),
    ...(rebuiltBefore.length === 0 ? [] : [`rebuilt on the way: version ${rebuiltBefore.join(', ')}`]),
    ...(stored === 'as recorded' ? [] : [`the stored file of version ${version} is ${stored}`]),
    ...(outcome === 'different' && madeBy !== rebuiltBy
      ? [`it was made by Tidemark ${madeBy}, and this is ${rebuiltBy}; rebuild it with that version`]
      : []),
  ].join('\n');
}

function reasonOf(problem: string): string {
  return problem === 'unreadable'
    ? ' (of another version of Tidemark)'
    : ' (a user may have been forgotten since, or the bucket’s lifecycle removed it)';
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
