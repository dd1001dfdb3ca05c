"""When a file was saved, by its name."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from pipeline.derive.dates import plausible

_DAY = r"(?P<y>(?:19|20)\d\d)(?P<dash>[-_.]?)(?P<m>\d\d)(?P=dash)(?P<d>\d\d)"
_CLOCK = r"(?P<h>\d\d)[-:._]?(?P<min>\d\d)(?:[-:._]?(?P<s>\d\d))?"
_SHAPES = (
    re.compile(rf"(?<![0-9]){_DAY}[T_ -]?{_CLOCK}Z?(?![0-9])"),
    re.compile(rf"(?<![0-9]){_DAY}(?![0-9])"),
)
_EPOCH = re.compile(r"(?<![0-9])(1\d{9})(?:\d{3})?(?![0-9])")


def moment_in_name(name: str, now: datetime) -> datetime | None:
    """The time that a name tells, as aware UTC; None without a possible one (1997 to two days after `now`).

    Reads `20170828T031700Z`, `2017-08-28_03-17`, `201708280317`, a day alone (its start) and epoch seconds or
    milliseconds. A time of the file system is never asked for: copying changes it.
    """
    for shape in _SHAPES:
        for match in shape.finditer(name):
            part = match.groupdict(default="0")
            numbers = (int(part.get(key) or 0) for key in ("y", "m", "d", "h", "min", "s"))
            try:
                moment = datetime(*numbers, tzinfo=UTC)  # type: ignore[misc,arg-type]
            except ValueError:
                continue
            if plausible(moment, now):
                return moment
    for match in _EPOCH.finditer(name):
        if plausible(moment := datetime.fromtimestamp(int(match[1]), UTC), now):
            return moment
    return None
