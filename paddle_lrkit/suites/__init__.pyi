"""The public names."""

from .load import load_schedule as load_schedule
from .load import load_schedules as load_schedules
from .schedule import Schedule as Schedule
