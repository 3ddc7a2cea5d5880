"""`datetime`: dates, times, durations, zones of fixed offset."""

from datetime._dates import date
from datetime._datetimes import datetime
from datetime._durations import timedelta
from datetime._times import time
from datetime._zones import timezone, tzinfo

MINYEAR = 1
MAXYEAR = 9999
UTC = timezone.utc

__all__ = ["MAXYEAR", "MINYEAR", "UTC", "date", "datetime", "time", "timedelta", "timezone", "tzinfo"]
