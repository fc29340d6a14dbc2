# Lies first on PYTHONPATH of a program that a test runs: writes down what is loaded when the program ends, and the search path
# before it begins. Imports nothing that the interpreter has not loaded already, so that the answer is the program's own.
import atexit
import os
import sys

_folder = os.environ["STELLAOPS_RECORD"]
_path = list(sys.path)


def _write():
    with open(f"{_folder}/{os.getpid()}", "w", encoding="utf-8") as out:
        for name, module in sorted(sys.modules.items()):
            spec = getattr(module, "__spec__", None)
            origin = getattr(spec, "origin", None)
            file = getattr(module, "__file__", None)
            if not isinstance(file, str):
                file = origin if isinstance(origin, str) and origin.startswith("/") else None
            if file:
                out.write(f"{name}\t{file}\n")


atexit.register(_write)
