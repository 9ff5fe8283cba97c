"""The constructors of ``paddle.optimizer.lr``: the same arguments and checks, but a curve instead of a scheduler.

The suites hand keys of their configs to these classes. Each function here is named after its class and raises a
ConfigError where the class of Paddle 3.3.1 raises.
"""
