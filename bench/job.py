"""One measured deed in a process of its own: prints its seconds, step by step, and its memory as JSON."""

import json
import os
import resource
import sys
from pathlib import Path

from bench import raw, raw_server


def main(deed: str, path: Path, *more: str) -> None:
    """Do a deed on the installation that CONSOLIDA_HOME names, or a raw copy on a database."""
    if deed == "raw import":
        seconds = {"total": raw.replace(path, Path(*more))}
    elif deed == "raw import on a server":
        seconds = {"total": raw_server.replace(os.environ["DATABASE_URL"], path)}
    elif deed == "raw export":
        seconds = {"total": raw.export(path, Path(*more))}
    else:
        os.environ["DJANGO_SETTINGS_MODULE"] = "consolida.project.settings"
        import django  # noqa: PLC0415 - a raw copy needs none

        django.setup()
        from bench import deeds  # noqa: PLC0415 - it needs the settings

        seconds = dict(deeds.DEEDS[deed](path))
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": peak()}))


def peak() -> int:
    """Return the highest memory in bytes: this process's, and that of the largest it started and ended."""
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * sum(
        resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
