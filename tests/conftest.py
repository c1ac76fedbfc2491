"""What all tests share. No code here: mypy knows one `conftest` only, and that is another one."""

pytest_plugins = ["support.shells", "support.side_by_side"]
