"""One measured deed in a process of its own: prints one JSON object with the seconds of each step."""

import json
import os
import sys
from pathlib import Path

from bench import raw


def main(deed: str, path: Path, *more: str) -> None:
    """Do a deed on the installation that CONSOLIDA_HOME names, or a raw copy on a database."""
    if deed == "raw import":
        seconds = {"total": raw.replace(path, Path(*more))}
    elif deed == "raw export":
        seconds = {"total": raw.export(path, Path(*more))}
    else:
        os.environ["DJANGO_SETTINGS_MODULE"] = "consolida.project.settings"
        import django  # noqa: PLC0415 - a raw copy needs none

        django.setup()
        from bench import deeds  # noqa: PLC0415 - it needs the settings

        seconds = dict(deeds.DEEDS[deed](path))
    sys.stdout.write(json.dumps(seconds))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
