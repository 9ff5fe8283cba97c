"""``python -m paddle_lrkit`` is ``lrkit``."""

from paddle_lrkit.cli.main import main

if __name__ == "__main__":
    main()
