"""The same targets, led by what code a document reaches: `python -m fuzz.guided 60 [TARGET …]`, where atheris is there.

`make fuzz-guided` installs it; it has wheels for Linux on x86 only, so it is not among the packages of development.
"""

from __future__ import annotations

import subprocess
import sys

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from fuzz.targets import TARGETS

_LONGEST_S = 20  # for one document


def main() -> int:
    """Fuzz each target in a process of its own, for it ends with its time; return 1 where any crashed."""
    seconds, *names = sys.argv[1:]
    if len(names) == 1:
        limits = [f"-max_total_time={seconds}", f"-timeout={_LONGEST_S}", "-rss_limit_mb=2000", "-close_fd_mask=1"]
        atheris.Setup([sys.argv[0], *limits], TARGETS[names[0]])
        atheris.Fuzz()
    codes = {}
    share = str(int(float(seconds)) // len(names or TARGETS) or 1)
    for name in names or TARGETS:
        command = [sys.executable, "-m", "fuzz.guided", share, name]
        codes[name] = subprocess.run(command, check=False).returncode  # noqa: S603  (our own module)
    for name, code in codes.items():
        print(f"{name:10} {share} s: {'no crash' if code == 0 else 'crashes, see above'}")
    return int(any(codes.values()))


if __name__ == "__main__":
    sys.exit(main())
