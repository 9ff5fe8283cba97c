"""Which lines of a page are commands, and which files and outputs it shows."""

from tests.docs.pages import Command, commands_of, files_of
from tests.docs.shell import expanded, own_part, run_lrkit

PAGE = """\
# A page with `lrkit plot`

```bash
cd somewhere
lrkit plot a.yml    # in the terminal
docker run \\
  lrkit plot b.yml
```

1. In a list:

   ```
   $ lrkit curve c.yml
   0  0.1
   see lrkit plot c.yml
   $ lrkit rule LR101
   ```

```yaml title="c.yml"
lr: 1
```

```yaml
run: lrkit check
```
"""


def test_the_commands_of_a_page_with_their_outputs():
    assert commands_of(PAGE) == [
        Command(5, "lrkit plot a.yml    # in the terminal"),
        Command(6, "docker run   lrkit plot b.yml"),
        Command(13, "lrkit curve c.yml", "0  0.1\nsee lrkit plot c.yml\n"),
        Command(16, "lrkit rule LR101"),
    ]


def test_the_files_of_a_page():
    assert files_of(PAGE) == {"c.yml": "lr: 1\n"}


def test_the_part_of_a_line_that_is_run():
    assert own_part("python3 -m venv .venv && .venv/bin/lrkit doctor") == "lrkit doctor"
    assert own_part("A=1 lrkit doctor") == "A=1 lrkit doctor"
    assert own_part("cat a.log | lrkit audit -") == "cat a.log | lrkit audit -"
    assert own_part("until lrkit doctor; do sleep 5; done") is None


def test_a_line_is_expanded_as_bash_does(tmp_path):
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(name)
    line = "ssh gpu7 cat a.yml | lrkit plot *.yml x{1,2} 'c d' \"$PWD\"   # in the terminal"
    assert expanded(line, tmp_path) == (["plot", "a.yml", "b.yml", "x1", "x2", "c d", str(tmp_path)], b"a.yml")


def test_input_and_both_outputs_are_passed():
    assert run_lrkit(["rule", "LR101"])[1].startswith("LR101 ")
    assert run_lrkit(["rule", "LR000"])[0] == 2
    assert run_lrkit(["rule", "LR000"])[1].startswith("lrkit: ")
