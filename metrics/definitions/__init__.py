"""Every figure the product knows, one file each. A new one is added here and nowhere else."""

from metrics.definitions import (
    backlog,
    created,
    csat,
    first_response_time,
    handle_time,
    one_touch,
    reopen_rate,
    resolution_time,
    sla_attainment,
    solved,
)
from metrics.figures import Metric

ALL: tuple[Metric, ...] = (
    created.METRIC,
    solved.METRIC,
    backlog.METRIC,
    first_response_time.METRIC,
    resolution_time.METRIC,
    handle_time.METRIC,
    sla_attainment.METRIC,
    csat.METRIC,
    reopen_rate.METRIC,
    one_touch.METRIC,
)
BY_KEY = {metric.key: metric for metric in ALL}
