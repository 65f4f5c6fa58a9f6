"""Log lines as key=value text, each naming its tenant and the cause that set it off."""

from collections.abc import MutableMapping

import structlog

from helpdesk.base import causes

add_level = structlog.stdlib.add_log_level
add_time = structlog.processors.TimeStamper(fmt="iso")
drop_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
render = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False)


def add_context(_logger, _name, line: MutableMapping) -> MutableMapping:
    """Bind what structlog's context variables hold (the tenant scope puts its id there) and the cause."""
    line.update(structlog.contextvars.get_contextvars())
    if causes.is_open():
        line["cause"] = str(causes.current_cause())
    return line


def formatter(**_) -> structlog.stdlib.ProcessorFormatter:
    """The formatter of every handler. Made here, because a logging dictionary resolves no names inside lists."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[add_context, drop_meta, structlog.processors.format_exc_info, render],
        foreign_pre_chain=[add_level, add_time],
    )
