"""Clocks that are wrong, and days on which no run came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from torture.ground import NOW, Ground, run_daily
from torture.scene import Fault, Scene

_STEPS_H = (-1, -5, -24, -24 * 7, -24 * 365, 5, 24, 48, 24 * 7, 24 * 8, 24 * 400)
_DAYS = (1, 2, 7, 30)


def faults(ground: Ground, counts: dict[str, int], seed: int) -> Iterator[Fault]:
    """So many faults of each family as `counts` says."""
    for hours in _STEPS_H[: counts["the clock steps"]]:
        step = timedelta(hours=hours)
        yield Fault("the clock steps", f"by {hours:+} hours, and back", partial(_stepped, step=step))
    for days in _DAYS[: counts["days without a run"]]:
        yield Fault("days without a run", f"{days}", partial(_missed, days=days))


def _stepped(scene: Scene, step: timedelta) -> None:
    settings, rules = scene.ground.settings(scene.home), scene.ground.rules
    # A correction that was fetched while the clock was wrong is the current text once the article is asked for again.
    for moment in (NOW + step, NOW, NOW + timedelta(hours=25)):
        scene.must_be_done(partial(run_daily, settings, rules, moment))
        scene.must_be_sound()
    scene.must_have("SELECT DISTINCT title, body FROM revisions WHERE is_current")
    scene.must_have("SELECT DISTINCT article_id, tag, subtype FROM tags JOIN revisions USING (revision_id)")


def _missed(scene: Scene, days: int) -> None:
    settings, rules = scene.ground.settings(scene.home), scene.ground.rules
    scene.must_be_done(partial(run_daily, settings, rules, NOW + timedelta(days=days)))
    scene.must_be_sound()
    scene.must_have("SELECT DISTINCT title, body FROM revisions WHERE is_current")
    scene.must_have("SELECT DISTINCT article_id, tag, subtype FROM tags JOIN revisions USING (revision_id)")
