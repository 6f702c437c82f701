"""script/chaos: plays one game after the other, each from one seed, and says what came of it."""
import argparse
import pathlib
import random
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/support")

import checker  # noqa: E402
import game  # noqa: E402
from game import Game, Plan  # noqa: E402

SECONDS_OF_A_GAME = 300.0
SHOWN = 6  # violations of each kind


def main():
    parser = argparse.ArgumentParser(description="Load and faults against a real server")
    parser.add_argument("--minutes", type=float, help="play for so long (default: one short game)")
    parser.add_argument("--seed", type=int, help="repeat the decisions of a run")
    parser.add_argument("--rounds", type=int, default=10, help="of a short game (default 10)")
    parser.add_argument("--judge", type=pathlib.Path, help="the folder that a bad run has left")
    arguments = parser.parse_args()
    if arguments.judge:
        violations, _ = game.judge(arguments.judge)
        show(violations)
        return 1 if violations else 0
    seed = arguments.seed or random.SystemRandom().randrange(1, 2**31)
    print(f"seed {seed} (script/chaos --seed {seed} repeats its decisions)", flush=True)
    verdicts = play_all(arguments, seed)
    report(verdicts, seed)
    return 0 if all(one.good for one in verdicts) else 1


def play_all(arguments, seed):
    if arguments.minutes is None:
        return [play(seed, Plan(rounds=arguments.rounds))]
    verdicts, end = [], time.monotonic() + arguments.minutes * 60
    while time.monotonic() < end and all(one.good for one in verdicts):
        left = end - time.monotonic()
        plan = Plan(rounds=10**6, seconds=min(left, SECONDS_OF_A_GAME))
        verdicts.append(play(seed + len(verdicts), plan))
    return verdicts


def play(seed, plan):
    verdict = Game(seed, plan, say=lambda words: print(f"  {words}", flush=True)).play()
    print(verdict.line(), flush=True)
    show(verdict.violations)
    for one in verdict.failures:
        print(f"  {one}")
    if not verdict.good:
        print(f"  left for looking at: {verdict.folder}")
    return verdict


def show(violations):
    for kind in checker.KINDS:
        found = [one for one in violations if one.kind == kind]
        for one in found[:SHOWN]:
            print(f"  {one}")
        if len(found) > SHOWN:
            print(f"  and {len(found) - SHOWN} more of {kind}")


def report(verdicts, seed):
    for kind, reason in {k: v for one in verdicts for k, v in one.skipped.items()}.items():
        print(f"skipped: {kind}: {reason}")
    if len(verdicts) > 1:
        total = verdicts[0]
        for one in verdicts[1:]:
            total.counts = {name: total.counts[name] + one.counts[name] for name in total.counts}
            total.violations += one.violations
            total.failures += one.failures
        total.seed = seed
        print(f"{len(verdicts)} games, {total.line()}")


if __name__ == "__main__":
    sys.exit(main())
