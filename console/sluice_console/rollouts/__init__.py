"""Moving traffic from one filter version to another, stage by stage. Pure: no clock, no database."""
