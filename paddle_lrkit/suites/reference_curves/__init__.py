"""Curves exactly as Paddle and its suites compute them, for any finite numbers, defects included.

`paddle_lrkit.curves` has the curves to train with; these are what the configs of other suites mean. Where a class of
Paddle raises an error at some update, the rate is NaN.
"""
