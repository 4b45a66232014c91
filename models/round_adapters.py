"""Round adapters to floats of 8 bits in place, half the bytes: `python round_adapters.py --adapters ../public/models/summary/adapters`.

Every slot of the folder, or those named by --slots. tiller/float8.py says what is rounded, docs/decisions/2026-11-29-room-for-adapters.md what it costs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tiller.float8 import to_float8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--adapters", type=Path, required=True, help="the folder of the slots")
    parser.add_argument("--slots", help="comma-separated; default: all that are there")
    arguments = parser.parse_args()
    slots = arguments.slots.split(",") if arguments.slots else sorted(slot.name for slot in arguments.adapters.iterdir() if slot.is_dir())
    for slot in slots:
        to_float8(arguments.adapters / slot)
        print(slot)


if __name__ == "__main__":
    main()
