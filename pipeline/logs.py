"""The log on standard error: plain lines for a person, or one JSON object a line for a machine."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pipeline.settings import Settings

LOG = logging.getLogger("marsad")
# What str.splitlines and some log shippers take for the end of a line, and json.dumps leaves as it is.
_LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x7f\x85\u2028\u2029"}
_run: dict[str, str] = {}


def name_run(run_id: str, flow: str, flow_run: str) -> None:
    """Put these on every line from now on, until another run begins in this process.

    Not a context variable: Prefect logs from threads of its own, which would not have it.
    """
    _run.update(run_id=run_id, flow=flow, flow_run=flow_run)


def run_id() -> str:
    """The id that `name_run` was told last; empty before any run."""
    return _run.get("run_id", "")


def event(message: str, level: int = logging.INFO, **fields: Any) -> None:
    """Log a sentence with facts for machines; a plain log has it from a warning on, beside the lines of progress."""
    if is_json() or level >= logging.WARNING:
        LOG.log(level, message, extra={"fields": fields})


def set_up_logs(settings: Settings) -> None:
    """Write the log as `settings.log` says: text or json. What other libraries warn of is logged so, too."""
    if settings.log != "json":
        _HANDLER.setFormatter(_PlainLines())
        return
    _HANDLER.setFormatter(JsonLines())
    if hasattr(sys.stderr, "reconfigure"):
        # A lone surrogate of a page comes out as \udc80, which is how JSON spells it.
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").handlers = [_HANDLER]
    logging.getLogger("py.warnings").propagate = False
    logging.lastResort = _HANDLER
    sys.excepthook = _log_crash


def is_json() -> bool:
    """Whether the log is JSON."""
    return isinstance(_HANDLER.formatter, JsonLines)


class JsonLines(logging.Formatter):
    """One object a record: at (UTC), level, run_id, flow, flow_run, logger, message, the record's own facts, exception.

    run_id, flow and flow_run are there once a run has begun. Letters stand as they are, Arabic too.
    """

    def format(self, record: logging.LogRecord) -> str:
        """As one line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            **_run,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name in ("flow_run_name", "task_run_name", "deployment_name", "worker_name"):
            if name in record.__dict__:
                line[name] = record.__dict__[name]
        for name, value in record.__dict__.get("fields", {}).items():
            line.setdefault(name, value)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str).translate(_LINE_ENDS)


class _PlainLines(logging.Formatter):
    """The message alone; from a warning on, with the name of the program before it."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        return message if record.levelno < logging.WARNING else f"marsad: {message}"


class StandardError(logging.Handler):
    """Writes to standard error as it is at that moment; Prefect's own log is sent here too where it is to be JSON."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001  (as all handlers: a log that cannot be written stops nothing)
            self.handleError(record)


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    LOG.critical(f"{kind.__name__}: {error}", exc_info=(kind, error, trace))


_HANDLER = StandardError()
_HANDLER.setFormatter(_PlainLines())
LOG.addHandler(_HANDLER)
LOG.setLevel(logging.INFO)
LOG.propagate = False
