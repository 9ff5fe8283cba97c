"""Comparing schedules under equal tuning: plan, execution, scores, statistics. Nothing here needs Paddle."""
