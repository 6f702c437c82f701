"""The tests of the checker, and the checker at work on broken servers."""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
for folder in (HERE, HERE.parent / "support"):
    sys.path.insert(0, str(folder))
