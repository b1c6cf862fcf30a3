"""One measured deed in a process of its own: prints its seconds, step by step, and its memory as JSON."""

import json
import os
import re
import resource
import sys
from importlib import import_module
from pathlib import Path

from bench import raw, raw_server

STATUS = Path("/proc/self/status")
# What is done with all that the web application has; its memory is not measured.
OF_THE_WEB = frozenset({"set up head office", "fill", "look"})


def main(deed: str, path: Path, *more: str) -> None:
    """Do a deed on the installation that CONSOLIDA_HOME names, or a raw copy on a database."""
    if deed == "raw import":
        seconds = {"total": raw.replace(path, Path(*more))}
    elif deed == "raw import on a server":
        seconds = {"total": raw_server.replace(os.environ["DATABASE_URL"], path)}
    elif deed == "raw export":
        seconds = {"total": raw.export(path, Path(*more))}
    else:
        of_the_web = deed in OF_THE_WEB
        os.environ["DJANGO_SETTINGS_MODULE"] = f"consolida.project.{'web' if of_the_web else 'settings'}"
        import django  # noqa: PLC0415 - a raw copy needs none

        django.setup()
        deeds = import_module("bench.pages" if of_the_web else "bench.deeds")  # they need the settings
        seconds = dict(deeds.DEEDS[deed](path, *more))
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": peak()}))


def peak() -> int:
    """Return the highest memory in bytes: this process's, and that of the largest it started and ended."""
    unit = 1 if sys.platform == "darwin" else 1024
    own, others = (
        unit * resource.getrusage(whose).ru_maxrss
        for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (_highest_of_this_program() or own) + others


def _highest_of_this_program() -> int:
    """Return the highest memory since this program began; Linux counts that of its parent in, too."""
    if not STATUS.exists():
        return 0
    found = re.search(r"VmHWM:\s*(\d+) kB", STATUS.read_text(encoding="ascii"))
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
