"""Opens every Arrow file of a downloaded reports folder as a data scientist would: pyarrow, Polars and DuckDB.

usage: python check_reports.py <folder with weekly/ and releases/ below it>
Prints one line per file and exits 1 when a file does not open, fails its validation, or lacks a column of the contract.
"""

import pathlib
import sys

import duckdb
import polars
import pyarrow.ipc

CONTRACT = {
    "representativeness": "statistic estimate fresh_mean fresh_low fresh_high p_value n_items draws verdict",
    "trend": "week arm model judge line break_reason linked_week shared_items shared_users link link_ci_low link_ci_high "
    "chained_level chained_level_ci_low chained_level_ci_high chained_change naive_level composition_effect confidence "
    "n_items n_users scores_sha256",
    "summary": "metric arm judge slice estimate ci_low ci_high confidence bootstrap_low bootstrap_high p_value p_adjusted "
    "p_max_t minimum_detectable needed_users needed_items needed_items_per_user design_effect n_items n_users n_labels unit "
    "verdict",
    "outcomes": "arm source outcome reason n_items n_users share",
    "judges": "judge judge_model figure arm estimate ci_low ci_high n_items n_users unit refused",
    "monitor": "week judge watch phase mean n_users counted_users threshold e_value alarm_at alarm",
    "scores": "item_id source user session stratum inclusion_probability weight arm model judge score outcome "
    "input_tokens output_tokens cost_usd latency_ms",
    "pairs": "item_id arm_a arm_b preference first_order second_order user weight",
    "drift": "reference statistic estimate ci_low ci_high p_value permutations minimum_effect alarm n_users_reference "
    "n_users_current embedder",
    "topic_names": "topic label topic_name topic_description state topic_name_precision topic_name_precision_low "
    "topic_name_precision_high topic_name_recall topic_name_recall_low topic_name_recall_high n_users_shown n_users_asked "
    "proposed_name model",
    "topics": "topic label share_reference share_current difference ci_low ci_high p_adjusted contribution terms",
    "eval_set": "item_id added_week added_reason retired_week retired_reason anchor stratum inclusion_probability weight "
    "request_id",
    "accounting": "key bytes read kept duplicate outside_window filtered quarantined",
    "patterns": "pattern checkpoint_days before after within_user_difference ci_low ci_high p_value p_adjusted "
    "placebo_rank n_users total_change total_ci_low total_ci_high mix_change mix_ci_low mix_ci_high habits_change "
    "habits_ci_low habits_ci_high arrivals_change departures_change activity_change topics_change",
    "templates": "template skeleton fixed_words slots first_seen first_seen_after checkpoint_days requests users user_share "
    "n_users p_value p_adjusted half_life_days adopters",
    "phrases": "phrase checkpoint_days users_before users_after share_before share_after log_odds z p_value p_adjusted "
    "first_seen",
    "adaptation": "checkpoint_days part estimate ci_low ci_high estimate_whole_topics within_user_shift p_value placebo_rank n_returning n_new "
    "n_lost uncovered_share",
    "exemplars": "exemplar topic user request_id prompt",
    "course": "day estimate ci_low ci_high n_users",
    "onset": "figure estimate ci_low ci_high state refused",
    "exposure": "checkpoint_days figure exposed_change unexposed_change effect ci_low ci_high p_value p_adjusted trend "
    "trend_p_value parallel n_exposed n_unexposed n_partly refused",
    "rollback": "checkpoint_days rolled_back before_start before_end released_start release_shift release_shift_ci_low "
    "release_shift_ci_high release_p_value distance_to_before distance_to_before_ci_low distance_to_before_ci_high "
    "distance_to_released distance_to_released_ci_low distance_to_released_ci_high returned_share returned_share_ci_low "
    "returned_share_ci_high verdict n_users refused",
    "replay": "cell estimate ci_low ci_high n_items n_users",
}


def check(path: pathlib.Path) -> str:
    table = pyarrow.ipc.open_file(str(path)).read_all()
    table.validate(full=True)
    missing = set(CONTRACT[path.stem].split()) - set(table.column_names)
    if missing:
        raise ValueError(f"lacks {sorted(missing)}")
    metadata = table.schema.metadata or {}
    if metadata.get(b"table") is None or metadata.get(b"version") is None:
        raise ValueError("carries no table name and version")
    if polars.read_ipc(path).shape != table.shape:
        raise ValueError("reads differently in Polars")
    rows = duckdb.from_arrow(table).count("*").fetchall()[0][0]
    if rows != table.num_rows:
        raise ValueError("reads differently in DuckDB")
    return f"{table.num_rows} rows, {table.num_columns} columns"


def main(folder: str) -> int:
    failures = 0
    paths = sorted(pathlib.Path(folder).rglob("*.arrow"))
    for path in paths:
        try:
            print(f"ok    {path}: {check(path)}")
        except Exception as error:  # every reason a reader may have counts
            failures += 1
            print(f"FAIL  {path}: {error}")
    print(f"{len(paths)} files, {failures} failed")
    return 1 if failures or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
