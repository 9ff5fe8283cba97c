"""The classes of ``paddle.optimizer.lr`` as functions: the same arguments and checks, rates instead of a scheduler.

The suites pass keys of their configs to these classes. Each function is named after its class and raises a ConfigError
where the class of Paddle 3.3.1 raises an error.
"""
