"""Saved feeds: what a crawler kept of the site's feeds, one folder a feed, one file a visit."""

from __future__ import annotations

from collections import deque
from datetime import UTC, timedelta
from pathlib import Path

from samples.feeds import FORMS, Feed, Item, load_feeds
from samples.site import item_of
from samples.texts import Article

_MOST_NEW, _KEPT = 30, 10
_MIDEAST = "arabic_mideast"
_WORLD = "arabic_world"


class SavedFeeds:
    """Feeds of the sample site with generated articles: one of all of them, one of the Middle East's.

    A feed is saved when the day of its articles is over or 30 of them are new, with the last ten before
    them, as `NAME/20170828T031700Z.xml`.
    """

    def __init__(self, folder: Path) -> None:
        self._saved = [_SavedFeed(folder, feed) for feed in load_feeds() if feed.id in (_WORLD, _MIDEAST)]

    def add(self, article: Article) -> None:
        """Have the feeds list the next article; articles come in order of publication."""
        for saved in self._saved:
            if saved.feed.id == _WORLD or article.section == "mideast":
                saved.add(item_of(article))

    def close(self) -> dict[str, dict[str, int]]:
        """Save what is left; return the number of files and of entries by feed."""
        for saved in self._saved:
            saved.save()
        return {saved.feed.id: {"files": saved.files, "entries": saved.entries} for saved in self._saved}


class _SavedFeed:
    def __init__(self, folder: Path, feed: Feed) -> None:
        self.feed = feed
        self.files = 0
        self.entries = 0
        self._folder = folder / feed.id
        self._folder.mkdir(parents=True)
        self._new: list[Item] = []
        self._older: deque[Item] = deque(maxlen=_KEPT)

    def add(self, item: Item) -> None:
        if self._new and (self._new[0].published.date() != item.published.date() or len(self._new) == _MOST_NEW):
            self.save()
        self._new.append(item)

    def save(self) -> None:
        if not self._new:
            return
        at = (self._new[-1].published + timedelta(minutes=5)).astimezone(UTC)
        items = [*self._older, *self._new][::-1]
        (self._folder / f"{at:%Y%m%dT%H%M%SZ}.xml").write_bytes(FORMS[self.feed.id](self.feed, items))
        self.files += 1
        self.entries += len(items)
        self._older.extend(self._new)
        self._new = []
