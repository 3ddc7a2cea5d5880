"""The reader of documents sees files, commands and output where a person does."""

from tests.docs.documents import Command, File, matches, steps

DOCUMENT = """\
Write this:

`a.py`:

```python
x = 1
```

```python
not_a_file = True
```

```sh
echo one
echo two
```

```console
$ echo a b
a b
$ true
```
"""


def test_steps_in_order_with_their_lines() -> None:
    assert list(steps(DOCUMENT)) == [
        File("a.py", "x = 1\n"),
        Command(14, "echo one\necho two\n"),
        Command(19, "echo a b", "a b"),
        Command(21, "true", ""),
    ]


def test_an_ellipsis_stands_for_any_text_and_nothing_else_does() -> None:
    assert matches('{…"a": 1…}', '{"z": 0,\n "a": 1}\n')
    assert not matches('{…"a": 1…}', '{"a": 2}')
    assert not matches("a.c", "abc")
