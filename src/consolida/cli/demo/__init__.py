"""The demonstration: an invented trading company with two branches and head office."""
