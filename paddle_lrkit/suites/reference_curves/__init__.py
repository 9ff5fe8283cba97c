"""Curves exactly as Paddle and its suites compute them: any finite numbers, odd corners and defects included.

`paddle_lrkit.curves` has the curves to train with; these are what a foreign config means. Where a class of Paddle
raises at some update, the form is NaN there.
"""
