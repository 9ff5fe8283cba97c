"""Forecasts of the loss under other schedules, from laws fitted to logged runs."""
